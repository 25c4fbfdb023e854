import type { Dialect, Family, ParseOptions, Settings, Status, TaskList } from '../model.ts';
import type { FileIds } from '../heads/file-ids.ts';
import type { FrontMatter } from '../text/front-matter.ts';
import type { SourceText } from '../text/source-text.ts';
import type { Blocks } from '../tree/blocks.ts';
import type { Lookup } from './key-lookup.ts';
import type { GroupAt } from './layout.ts';
import type { TaskTable } from './task-table.ts';

/** Where one task stands. Entries are in document order, as the tasks of the list are. */
export interface Entry {
  readonly kind: 'heading' | 'bold' | 'item' | 'line' | 'row';
  /** Of its heading, paragraph or item. */
  readonly block: number;
  /** Block index after all that hangs below it. */
  readonly end: number;
  readonly headFrom: number;
  readonly headTo: number;
  /** Of a heading; 0 for others. */
  readonly level: number;
  /** Entry that encloses it by layout, or -1. */
  readonly inside: number;
  readonly depth: number;
  /** Index of the innermost group around it, or -1. */
  readonly group: number;
  /** Offset after its own text and sub-tasks. */
  readonly sourceEnd: number;
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
