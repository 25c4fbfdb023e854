import type { Dialect, Family, ParseOptions, Settings, Status, TaskList } from '../model.ts';
import type { FileIds } from '../heads/file-ids.ts';
import type { FrontMatter } from '../text/front-matter.ts';
import type { SourceText } from '../text/source-text.ts';
import type { Blocks } from '../tree/blocks.ts';
import type { Lookup } from './key-lookup.ts';
import type { BrokenLinks } from './broken-links.ts';
import type { Entry, GroupAt } from './entry.ts';
import type { TaskTable } from './task-table.ts';

export interface EmptyGroup {
  readonly key: string;
  readonly from: number;
  readonly level: number;
  /** Offset after its intro text. */
  readonly end: number;
}

/** What an edit needs to know beyond the public list. */
export interface Document {
  readonly source: SourceText;
  readonly blocks: Blocks;
  readonly front: FrontMatter;
  readonly ids: FileIds;
  readonly dialect: Dialect;
  readonly family: Family;
  readonly settings: Settings;
  readonly marks: ReadonlyMap<string, Status>;
  readonly entries: readonly Entry[];
  readonly tables: readonly TaskTable[];
  readonly meaning: (markInView: string) => Status | undefined;
  /** Index of the parent of each task, or -1. */
  readonly parents: readonly number[];
  readonly groupsAt: readonly GroupAt[];
  readonly lookup: Lookup;
  readonly broken: BrokenLinks;
  /** Headings with a number and no tasks below: a place for new ones. */
  readonly emptyGroups: readonly EmptyGroup[];
  /** Ids of lettered lines. */
  readonly checkIds: readonly string[];
  readonly options: ParseOptions;
  /** Keys of tasks with an E1xx of their own: never executed. */
  readonly faulty: ReadonlySet<string>;
  readonly reservedIds: ReadonlySet<string>;
  readonly parkedDependencies: 'met' | 'blocked';
  /** Index of a task by its key, upper-cased. */
  readonly byKey: ReadonlyMap<string, number>;
  readonly groupByKey: ReadonlyMap<string, number>;
}

/** Whether a block is the head of a task. */
export function blockSet(entries: readonly Entry[]): (block: number) => boolean {
  const bits = new Uint8Array((entries.at(-1)?.block ?? 0) + 1);
  for (const { block } of entries) bits[block] = 1;
  return (block) => bits[block] === 1;
}

const documents = new WeakMap<TaskList, Document>();

export function remember(list: TaskList, document: Document): TaskList {
  documents.set(list, document);
  return list;
}

export function findDocument(list: TaskList): Document | undefined {
  return documents.get(list);
}
