import { useDevTeam } from './dev-team-context.ts';

const shownLines = 12;
/** A line of a hostile tool may be as long as it likes. */
const maxCharacters = 400;

/** The newest lines. Everything that would move the cursor or color the text is dropped, and nothing is ever taken for markup. */
export function LogTail({ projectId }: { projectId: string }) {
  const lines = useDevTeam((selectors, state) => selectors.selectLog(state, projectId));
  if (lines.length === 0) return null;
  return (
    <section className="dt-log" aria-label="Newest output">
      {lines.slice(-shownLines).map(({ id, level, stream, text }) => (
        <div key={id} data-level={level} data-stream={stream}>
          {plain(text)}
        </div>
      ))}
    </section>
  );
}

// oxlint-disable-next-line no-control-regex -- that is what they are
const unprintable = /\u001b\[[\d;:?]{0,64}[@-~]|[\u0000-\u0008\u000b-\u001f\u007f]/g;

const plain = (text: string): string =>
  text
    .slice(0, maxCharacters * 4)
    .replaceAll(unprintable, '')
    .slice(0, maxCharacters);
