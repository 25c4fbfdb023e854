import type { Head } from '../heads/head.ts';
import { linesOf } from '../text/lines.ts';
import { viewPattern } from '../text/view-pattern.ts';
import { at, BlockKind, findHeadParagraph } from '../tree/blocks.ts';
import type { OutlineLine } from './outline-lines.ts';
import { isDashed } from './outline-lines.ts';
import type { Survey } from './survey.ts';

/** One line of an outline with what it is; `break` ends what belongs to the lines above. */
export interface OutlineRecord {
  readonly kind: 'task' | 'check' | 'group' | 'bullet' | 'text' | 'break';
  readonly block: number;
  readonly from: number;
  readonly to: number;
  readonly textFrom: number;
  readonly id: string;
  readonly idFrom: number;
  readonly mark: OutlineLine['mark'];
  readonly level?: number;
  readonly head?: Head;
}

const BULLET = viewPattern(String.raw`(?:[-*+]|•)[ \t]+`, 'y');
const GROUP = viewPattern(
  String.raw`(?:Phase|PHASE|Stage|Milestone)[ \t]+\d{1,6}[a-z]{0,3}(?:\.\d{1,6}[a-z]{0,3})*[ \t]*(?:[:.\-]|–|—)[ \t]+(?=[^ \t\r\n])`,
  'y',
);

/** All lines that can matter, in document order. */
export function* outlineRecords(file: Survey): Iterable<OutlineRecord> {
  const { blocks, source } = file;
  const { view } = source;
  const lines = countedLines(file.lines);
  const headings = new Map(file.headings.map((heading) => [heading.block, heading]));
  let level = 0;
  for (let index = 0; index < blocks.length; index++) {
    const kind = at(blocks.kind, index);
    const parent = at(blocks.parent, index);
    const heading = headings.get(index);
    if (heading && !heading.bold) {
      level = heading.level;
      yield {
        ...blank(index, at(blocks.from, index), heading.head.to),
        kind: 'group',
        textFrom: heading.head.textFrom,
        level,
        head: heading.head,
      };
      continue;
    }
    if (kind === BlockKind.item || kind === BlockKind.quote) continue;
    if (kind !== BlockKind.paragraph || (parent >= 0 && at(blocks.kind, parent) !== BlockKind.item)) {
      if (parent < 0) yield { ...blank(index, at(blocks.from, index), at(blocks.to, index)), kind: 'break' };
      continue;
    }
    const opensItem = parent >= 0 && findHeadParagraph(blocks, parent) === index;
    for (const [number, line] of linesOf(view, at(blocks.from, index), at(blocks.to, index)).entries()) {
      const opens = opensItem && number === 0;
      const from = opens ? at(blocks.from, parent) : line.from;
      const known = lines.get(from);
      GROUP.lastIndex = line.from;
      if (known) yield { ...known, kind: known.kind, block: index };
      else if (parent < 0 && GROUP.test(view)) yield { ...blank(index, line.from, line.to), kind: 'group', level: level + 1 };
      else if (opens) yield { ...blank(index, from, line.to), kind: 'bullet', textFrom: line.from };
      else {
        BULLET.lastIndex = line.from;
        const bullet = BULLET.exec(view);
        if (bullet) yield { ...blank(index, line.from, line.to), kind: 'bullet', textFrom: line.from + bullet[0].length };
        else if (number === 0 && parent < 0) yield { ...blank(index, line.from, line.to), kind: 'break' };
        else yield { ...blank(index, line.from, line.to), kind: 'text' };
      }
    }
  }
}

function blank(block: number, from: number, to: number): Omit<OutlineRecord, 'kind'> {
  return { block, from, to, textFrom: from, id: '', idFrom: from, mark: undefined };
}

/** In a dashed outline only lines that open an item count. */
function countedLines(lines: readonly OutlineLine[]): Map<number, OutlineLine> {
  const dashed = isDashed(lines);
  return new Map(lines.filter((line) => !dashed || line.opensItem).map((line) => [line.from, line]));
}
