import { at, BlockKind, isQuoted, type Blocks } from '../tree/blocks.ts';
import { linesOf } from '../text/lines.ts';
import { viewPattern } from '../text/view-pattern.ts';

/** A line of an outline, numbered or lettered. */
export interface OutlineLine {
  readonly kind: 'task' | 'check';
  readonly block: number;
  /** Its first byte after indentation: a bullet or the id. */
  readonly from: number;
  readonly to: number;
  readonly idFrom: number;
  readonly id: string;
  readonly textFrom: number;
  readonly opensItem: boolean;
  readonly mark: { readonly from: number; readonly to: number } | undefined;
}

const LINE = viewPattern(
  String.raw`(?:(?:[-*+]|•)[ \t]+)?(?:\[([ xX])\][ \t]+)?(\d{1,6}[a-z]{0,3}(?:\.\d{1,6}[a-z]{0,3})*)(\.[A-Z])?[.):]?[ \t]+(?:\[([ xX])\][ \t]+)?(?=[^ \t\r\n])`,
  'y',
);

/**
 * Lines that start with a dotted id, in document order. Without a dash such a line counts at the start of a line of text only: in column 0
 * inside an item (CommonMark glues it to the bullet above), and if its id has two parts or its parent was seen.
 */
export function outlineLines(view: string, blocks: Blocks, isBoxed: (item: number) => boolean): OutlineLine[] {
  const found: OutlineLine[] = [];
  const seen = new Set<string>();
  for (let index = 0; index < blocks.length; index++) {
    if (at(blocks.kind, index) !== BlockKind.paragraph) continue;
    const parent = at(blocks.parent, index);
    if (parent >= 0 && (at(blocks.kind, parent) !== BlockKind.item || isQuoted(blocks, index))) continue;
    if (parent >= 0 && isBelowBox(blocks, parent, isBoxed)) continue;
    const from = at(blocks.from, index);
    const opensItem = parent >= 0 && parent === index - 1;
    if (parent >= 0 && !opensItem) continue;
    const lines = linesOf(view, from, at(blocks.to, index));
    for (const [number, line] of lines.entries()) {
      const opens = opensItem && number === 0;
      if (opensItem && number > 0 && view.charCodeAt(line.from - 1) !== 10) continue;
      const read = readOutlineLine(view, line.from, line.to);
      if (!read) continue;
      if (!opens && !isPlausible(read.id, read.kind, seen)) continue;
      seen.add(read.id);
      found.push({ ...read, block: index, from: opens ? at(blocks.from, parent) : line.from, to: line.to, opensItem: opens });
    }
  }
  return found;
}

/** Reads one line that starts with a bullet or an id. */
export function readOutlineLine(
  view: string,
  from: number,
  to: number,
): Pick<OutlineLine, 'kind' | 'idFrom' | 'id' | 'textFrom' | 'mark'> | undefined {
  const code = view.charCodeAt(from);
  if (!(code >= 48 && code <= 57) && code !== 0xe2 && code !== 91 && code !== 45 && code !== 42 && code !== 43) return undefined;
  LINE.lastIndex = from;
  const match = LINE.exec(view);
  if (!match || from + match[0].length > to) return undefined;
  const number = match[2] ?? '';
  const letter = match[3] ?? '';
  if (!letter && !number.includes('.')) return undefined;
  const boxBefore = match[1] !== undefined;
  const idFrom = from + match[0].indexOf(number, boxBefore ? match[0].indexOf(']') : 0);
  const textFrom = from + match[0].length;
  const boxAt = boxBefore ? view.indexOf('[', from) + 1 : match[4] === undefined ? -1 : view.lastIndexOf('[', textFrom - 1) + 1;
  return {
    kind: letter ? 'check' : 'task',
    idFrom,
    id: number + letter,
    textFrom,
    mark: boxAt > 0 ? { from: boxAt, to: boxAt + 1 } : undefined,
  };
}

function isPlausible(id: string, kind: OutlineLine['kind'], seen: ReadonlySet<string>): boolean {
  const parts = id.split('.');
  if (kind === 'task' && parts.length === 2) return true;
  return seen.has(parts.slice(0, -1).join('.'));
}

function isBelowBox(blocks: Blocks, item: number, isBoxed: (item: number) => boolean): boolean {
  for (let up = item; up >= 0; up = at(blocks.parent, up)) if (isBoxed(up)) return true;
  return false;
}

/** Whether at least half the lines open a list item. */
export function isDashed(lines: readonly OutlineLine[]): boolean {
  return 2 * lines.filter(({ opensItem }) => opensItem).length >= lines.length;
}
