import type { Dialect, Family } from '../model.ts';
import { findId } from '../heads/file-ids.ts';
import type { Heading, Survey } from '../read/survey.ts';
import { inRanges } from '../tree/ranges.ts';

export const familyOf: Readonly<Record<Dialect, Family>> = {
  headings: 'headings',
  'ai-dev-tasks': 'checklist',
  'spec-kit': 'checklist',
  kiro: 'checklist',
  openspec: 'checklist',
  checklist: 'checklist',
  outline: 'outline',
  table: 'table',
  backlog: 'file',
  none: 'none',
};

export interface Detected {
  readonly dialect: Dialect;
  readonly family: Family;
  readonly boxes: number;
  readonly boxesWithId: number;
  readonly taskHeadings: number;
  readonly outlineLines: number;
  readonly rows: number;
}

/** What kind of list this is; `chosen` by a caller or the front matter wins. */
export function detectDialect(file: Survey, options: { path: string; chosen: Dialect | undefined; isBacklog: boolean }): Detected {
  const { boxes, boxesWithId } = file;
  const strong = file.headings.filter((heading) => heading.strong);
  const within = sections(strong);
  const tasks = file.lines.filter((line) => line.kind === 'task' && !line.mark);
  const outlineLines = tasks.length;
  const outlineOutside = tasks.filter((line) => !within(line.block)).length;
  let boxesWithin = 0;
  for (const [block, head] of file.itemHeads) if (head.box && within(block)) boxesWithin++;
  const rows = file.tables.reduce((sum, table) => sum + table.rows.length, 0);
  const choose = (): Dialect => {
    if (options.chosen) return options.chosen;
    if (options.isBacklog) return 'backlog';
    const headings = strong.length;
    if (headings >= 1 && 2 * boxesWithId <= boxes && outlineOutside <= headings && (headings >= 3 || boxesWithin === boxes))
      return 'headings';
    if (boxes >= 1 && outlineLines <= 2 * boxes && !(boxesWithId > 0 && 2 * outlineLines >= boxes))
      return checklistDialect(file, options.path);
    if (rows > 0) return 'table';
    return file.lines.filter((line) => line.kind === 'task').length >= 2 ? 'outline' : 'none';
  };
  const dialect = choose();
  return { dialect, family: familyOf[dialect], boxes, boxesWithId, taskHeadings: strong.length, outlineLines, rows };
}

function sections(headings: readonly Heading[]): (block: number) => boolean {
  return inRanges(headings.map(({ block, end }) => ({ from: block, to: end })));
}

function checklistDialect(file: Survey, path: string): Dialect {
  let numbered = 0;
  let pointZero = false;
  let lone = false;
  let starred = false;
  let dottedInSections = 0;
  const inNumbered = sections(file.headings.filter((heading) => heading.head.id !== undefined));
  for (const [block, head] of file.itemHeads) {
    if (!head.box) continue;
    if (head.box.starred) starred = true;
    const id = findId(head, file.ids);
    if (!id) continue;
    if (id.form === 'lnum' && /^T\d{3,6}/.test(id.id)) numbered++;
    else if (id.form === 'lone') lone = true;
    else if (id.form === 'dotted') {
      if (/^\d+\.0+$/.test(id.id)) pointZero = true;
      if (inNumbered(block)) dottedInSections++;
    }
  }
  if (numbered >= 2) return 'spec-kit';
  if (pointZero) return 'ai-dev-tasks';
  if (lone || starred || path.includes('.kiro/specs/')) return 'kiro';
  if (2 * dottedInSections > file.boxesWithId || path.includes('openspec/changes/')) return 'openspec';
  return 'checklist';
}
