import type { Failure } from '../wire.ts';
import type { Tone } from './status-looks.ts';

/** What happened, why, what was tried, what to do next; the same words as in terminal and API. */
export function FailureParts({ failure, tone = 'failed' }: { failure: Failure; tone?: Tone }) {
  return (
    <div className="dt-failure" data-tone={tone} data-code={failure.code}>
      <p className="dt-what">
        <strong>{failure.what}</strong>
        {failure.place === null ? null : <span> · {failure.place}</span>}
      </p>
      <dl>
        <dt>Why</dt>
        <dd>{failure.why}</dd>
        <dt>Tried</dt>
        <dd>{failure.tried.length === 0 ? 'nothing, because trying again could not help' : failure.tried.join('; ')}</dd>
        <dt>Next</dt>
        <dd>
          <strong>{failure.next}</strong>
        </dd>
      </dl>
      {failure.evidence === null ? null : (
        <details>
          <summary>Evidence, quoted from the output</summary>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard has to reach it */}
          <pre tabIndex={0}>{failure.evidence}</pre>
        </details>
      )}
    </div>
  );
}
