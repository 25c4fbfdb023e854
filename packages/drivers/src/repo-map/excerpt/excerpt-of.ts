import { wordsIn } from '../rank/task-words.ts';
import type { Definition, FileFacts } from '../repo-map.ts';

export interface ExcerptRequest {
  readonly text: string;
  readonly facts: FileFacts | null;
  /** Names of definitions, the most important first. */
  readonly wanted: readonly string[];
  /** What the task speaks of, for files without definitions. */
  readonly words: ReadonlySet<string>;
  readonly maxCharacters: number;
}

/** Less than this shows nothing. */
const leastCharacters = 200;
const headerLines = 12;

/**
 * What of a file is worth reading for a task: all of it if it is short; else the definitions that matter, the first lines of the others, and the head of the
 * file; in a file without definitions the paragraphs that speak of the task. What was left out is marked with its lines. Null if there is no room, or nothing.
 * Never longer than `maxCharacters`.
 */
export function excerptOf(request: ExcerptRequest): string | null {
  const { maxCharacters, text } = request;
  if (maxCharacters < leastCharacters || text.trim() === '') return null;
  if (text.length <= maxCharacters) return text;
  const lines = text.split('\n');
  // The marks of gaps cost some too, and how many there will be is not known before.
  for (let room = maxCharacters; room > leastCharacters / 2; room *= 0.85) {
    const shown = render(lines, choose(lines, request, room));
    if (shown !== null && shown.length <= maxCharacters) return shown;
  }
  return null;
}

function choose(lines: readonly string[], { facts, wanted, words }: ExcerptRequest, room: number): Set<number> {
  const kept = new Set<number>();
  let left = room;
  /** Lines from 1; as many of them as there is room for, of `most` characters. */
  const keep = (from: number, to: number, most = left) => {
    let used = 0;
    for (let line = from; line <= to; line += 1) {
      const cost = kept.has(line) ? 0 : (lines[line - 1]?.length ?? 0) + 1;
      if (used + cost > Math.min(most, left)) break;
      used += cost;
      kept.add(line);
    }
    left -= used;
  };
  const definitions = facts?.definitions ?? [];
  if (definitions.length === 0) {
    for (const [from, to] of paragraphs(lines, words)) keep(from, to);
    return kept;
  }
  const around = (inner: Definition) =>
    definitions.filter((outer) => outer !== inner && outer.line <= inner.line && outer.endLine >= inner.endLine);
  for (const name of wanted) {
    for (const definition of definitions.filter((each) => each.name === name)) {
      for (const outer of around(definition)) keep(outer.line, outer.line);
      keep(definition.line, definition.endLine, Math.max(left * 0.6, 300));
    }
  }
  keep(1, Math.min(headerLines, (definitions[0]?.line ?? 1) - 1), left * 0.3);
  const outermost = definitions.filter((each) => around(each).length === 0);
  for (const { line } of [...outermost, ...definitions]) keep(line, line);
  // Room that is left goes to the bodies, from the first on.
  for (const { endLine, line } of outermost) if (endLine - line > 0) keep(line, endLine);
  return kept;
}

/** Blocks between blank lines, those with the most words of the task first, the first one of all before those with none. */
function paragraphs(lines: readonly string[], words: ReadonlySet<string>): [from: number, to: number][] {
  const blocks: { from: number; to: number; score: number }[] = [];
  for (const [n, line] of lines.entries()) {
    const last = blocks.at(-1);
    const found = wordsIn(line.slice(0, 2000)).intersection(words).size;
    if (last && last.to === n && line.trim() !== '' && n - last.from < 40) {
      last.to = n + 1;
      last.score += found;
    } else if (line.trim() !== '') blocks.push({ from: n + 1, to: n + 1, score: found });
  }
  return blocks.toSorted((a, b) => b.score - a.score || a.from - b.from).map(({ from, to }) => [from, to]);
}

function render(lines: readonly string[], kept: ReadonlySet<number>): string | null {
  if (kept.size === 0) return null;
  const shown: string[] = [];
  let gap = 0;
  const close = (before: number) => {
    if (gap > 0) shown.push(gap === 1 ? `⋮ line ${before - 1} left out` : `⋮ lines ${before - gap} to ${before - 1} left out`);
    gap = 0;
  };
  for (let line = 1; line <= lines.length; line += 1) {
    const text = lines[line - 1] ?? '';
    // A blank line alone is no gap worth a mark.
    if (!kept.has(line) && !(text.trim() === '' && gap === 0)) gap += 1;
    else {
      close(line);
      if (kept.has(line)) shown.push(text);
    }
  }
  close(lines.length + 1);
  return `${shown.join('\n')}\n`;
}
