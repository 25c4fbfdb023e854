import { readTitle, type Title } from '../heads/title.ts';
import type { GroupAt } from './entry.ts';

/** The title of a group; facts at its end are read as those of a task are, a status there stays text. */
export function headingTitle(view: string, group: Pick<GroupAt, 'titleFrom' | 'to'>): Title {
  return readTitle(view, group.titleFrom, group.to, { suffixes: false, around: '', heading: true, quoted: false });
}
