import { findMark } from '../dialects/statuses.ts';
import type { Dialect, Status } from '../model.ts';
import { fromView } from '../text/source-text.ts';

/** What the marks of boxes mean in a file: front matter and caller first, then a legend of the file, then the dialect. */
export type Marks = ReadonlyMap<string, Status>;

const KIRO: Marks = new Map<string, Status>([
  ['-', 'active'],
  ['~', 'pending'],
]);

export function boxMeaning(marks: Marks, legend: Marks, dialect: Dialect): (markInView: string) => Status | undefined {
  return (markInView) => {
    const mark = fromView(markInView);
    return marks.get(mark) ?? legend.get(mark) ?? (dialect === 'kiro' ? KIRO.get(mark) : undefined) ?? findMark(mark);
  };
}
