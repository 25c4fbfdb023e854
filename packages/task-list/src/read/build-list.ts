import type { Detected } from '../dialects/detect.ts';
import { isClosed, readStatus } from '../dialects/statuses.ts';
import type { Report } from '../diagnostics/report.ts';
import type { Building, Check, Group, Key, ParseOptions, Status, StopPoint, Task, TaskList } from '../model.ts';
import type { FrontMatter } from '../text/front-matter.ts';
import { joined } from '../text/lines.ts';
import { fromView, lineStart, placeOf } from '../text/source-text.ts';
import { blockSet, remember, type Document } from './document.ts';
import { checkpointsOf } from './checkpoints.ts';
import { noCounts } from './empty-list.ts';
import { checkOf, factsOf, type Facts, type Labelled, type Reading } from './facts.ts';
import type { FileSettings } from './front-settings.ts';
import { parentsOf } from './hierarchy.ts';
import type { Lookup } from './key-lookup.ts';
import { keysOf } from './keys.ts';
import type { Entry, GroupAt } from './entry.ts';
import type { Layout } from './layout.ts';
import { reportFieldFaults, reportKeys, reportMissing, reportOptions, reportOtherFamilies, reportStatus } from './list-reports.ts';
import { parkedIds } from './notes.ts';
import { decideStatus, type StatusReading } from './status.ts';
import { settleStatuses } from './settle-statuses.ts';
import { stopsOf } from './stops.ts';
import type { Survey } from './survey.ts';
import { headingTitle } from './group-title.ts';
import { ownFacts, type FieldFault } from './task-from-facts.ts';
import { emptyGroups } from './groups.ts';
import { linkDependencies } from './link-dependencies.ts';

export interface Ingredients {
  readonly seen: Survey;
  readonly front: FrontMatter;
  readonly file: FileSettings;
  readonly detected: Detected;
  readonly meaning: (markInView: string) => Status | undefined;
  readonly options: ParseOptions;
  readonly report: Report;
  readonly layout: Layout;
}

const NONE: readonly never[] = Object.freeze([]);
const DATED = /\s(\d{4}-\d{2}-\d{2}(?:T[\d:]+Z)?)$/;

/** Puts the public list together: own facts first, then what needs the others. */
export function buildList(ingredients: Ingredients): TaskList {
  const { seen, front, file, detected, options, report, layout } = ingredients;
  const { source, blocks } = seen;
  const { entries } = layout;
  const { family, dialect } = detected;
  const reading: Reading = {
    source,
    blocks,
    marks: file.marks,
    ids: seen.ids,
    family,
    isEntry: blockSet(entries),
    isDone: (mark) => isClosed(ingredients.meaning(mark) ?? 'blocked'),
  };
  const drafts = layout.facts ?? entries.map((entry) => factsOf(reading, entry));
  const ids = drafts.map(({ id }, index) => ({ id: id?.id ?? null, form: id?.form ?? null, inside: entries[index]?.inside ?? -1 }));
  const { keys, byKey, duplicates } = keysOf(ids);
  const groupKeys = uniqueKeys(layout.groups);
  const groupByKey = new Map<string, number>();
  for (const [index, key] of groupKeys.entries()) if (key !== null) groupByKey.set(key.toUpperCase(), index);
  const { parents, misplaced } = parentsOf(family, ids, byKey, (key) => groupByKey.has(key.toUpperCase()));
  const faulty = new Set<number>();
  const parked = parkedIds(source, blocks);
  const lookup: Lookup = {
    taskKeys: keys,
    byKey,
    groupKeys,
    groupByKey,
    parked: new Set(parked.map(({ id }) => id.toUpperCase())),
    ids: ids.flatMap(({ id, form }) => (id === null || form === null ? [] : [{ id, form }])),
  };
  const statuses: StatusReading[] = [];
  const tasks: Building<Task>[] = [];
  for (const [index, facts] of drafts.entries()) {
    const entry = entries[index];
    if (!entry) continue;
    const key = keys[index] ?? '';
    const faults: FieldFault[] = [];
    const own = ownFacts(source, facts, faults);
    reportFieldFaults(report, key, faults);
    const status = statusOf(ingredients, facts, own.injection !== null, options.known?.get(key));
    reportStatus(report, facts, entry, key, status);
    statuses.push(status);
    tasks.push(taskOf(seen, entry, key, facts, own, status, { parent: parents[index] ?? -1, keys, groupKeys, dialect }));
  }
  linkChildren(tasks, parents);
  settleStatuses(tasks, parents, byKey, family);
  reportKeys(report, { family, drafts, entries, keys, duplicates, misplaced, parents, unboxed: layout.unboxed, faulty });
  const groups = layout.groups.map((group, index): Building<Group> => ({
    key: groupKeys[index] ?? null,
    title: headingTitle(source.view, group).text,
    level: group.level,
    parent: group.inside < 0 ? null : (groupKeys[group.inside] ?? null),
    dependencies: NONE,
    checks: NONE,
    place: placeOf(source, group.from, group.to),
  }));
  const looseDone = looseChecks(reading, layout, groups);
  const broken = linkDependencies({
    report,
    source,
    lookup,
    tasks,
    parents,
    entries,
    drafts,
    groups,
    groupsAt: layout.groups,
    faulty,
    parked: options.parkedDependencies ?? 'met',
  });
  const stops: StopPoint[] = stopsOf({ report, tasks, groups, lookup, named: file.stops, drafts });
  const checkpoints = checkpointsOf(seen, dialect, entries, drafts, keys, file.settings.checkpoints, report);
  for (const target of checkpoints)
    if (!stops.some((stop) => stop.when === 'after' && stop.target === target)) stops.push({ when: 'after', target });
  reportMissing(report, family, tasks, drafts);
  reportOtherFamilies(report, seen, detected);
  reportOptions(
    report,
    family,
    file.settings.injectIds,
    front.entries.find(({ key }) => key === 'inject-ids'),
  );
  const list: TaskList = {
    bytes: source.bytes,
    dialect,
    family,
    title: titleOf(seen, layout),
    tasks,
    groups,
    stops,
    parked: parked.map(({ id, line }) => ({ id, line })),
    settings: file.settings,
    counts: countsOf(tasks, looseDone),
    diagnostics: report.diagnostics(),
  };
  return remember(list, {
    source,
    blocks,
    front,
    ids: seen.ids,
    dialect,
    family,
    settings: file.settings,
    marks: file.marks,
    entries,
    tables: seen.tables,
    meaning: ingredients.meaning,
    parents,
    faulty: new Set([...faulty].map((index) => keys[index] ?? '')),
    reservedIds: new Set([...(options.reservedIds ?? [])].map((id) => id.toUpperCase())),
    parkedDependencies: options.parkedDependencies ?? 'met',
    options,
    byKey,
    groupByKey,
    groupsAt: layout.groups,
    lookup,
    broken,
    emptyGroups: emptyGroups(seen, layout),
    checkIds: layout.checkIds ?? NONE,
  } satisfies Document);
}

function uniqueKeys(groups: readonly GroupAt[]): (Key | null)[] {
  const seen = new Set<string>();
  return groups.map(({ key }) => {
    if (key === null || seen.has(key.toUpperCase())) return null;
    seen.add(key.toUpperCase());
    return key;
  });
}

function statusOf({ detected, meaning }: Ingredients, facts: Facts, isInjected: boolean, known: Status | undefined): StatusReading {
  const { title, box, labelled } = facts;
  const isOutline = detected.family === 'outline';
  const last = (label: 'status' | 'blocked') => labelled.findLast((one) => one.known === label && (isOutline || !isTail(one, facts)));
  const field = last('status')?.text ?? null;
  const tail = isOutline ? undefined : labelled.find((one) => one.known === 'status' && isTail(one, facts));
  const suffix = title.suffix ?? (tail ? { text: tail.text, status: readStatus(tail.text).status ?? 'blocked' } : null);
  return decideStatus({
    family: detected.family,
    field,
    blockedBy: last('blocked')?.text ?? null,
    box: box ? { mark: fromView(box.mark), meaning: meaning(box.mark) } : null,
    suffix,
    markedReplaced: field === null && !isInjected && title.marks.some(({ mark }) => mark === 'REPLACED'),
    known,
  });
}

function taskOf(
  seen: Survey,
  entry: Entry,
  key: Key,
  facts: Facts,
  own: ReturnType<typeof ownFacts>,
  status: StatusReading,
  around: { parent: number; keys: readonly Key[]; groupKeys: readonly (Key | null)[]; dialect: Detected['dialect'] },
): Building<Task> {
  const { source } = seen;
  const text = facts.title.text;
  const isSpecKit = around.dialect === 'spec-kit';
  const story = isSpecKit ? /(?:^|\s)\[(US\d{1,6})\]/.exec(text)?.[1] : undefined;
  const from = sourceStart(seen, entry);
  return {
    key,
    id: facts.id?.id ?? null,
    title: text,
    description: own.description,
    acceptanceCriteria: own.acceptanceCriteria,
    status: status.status,
    statusSource: status.source,
    statusText: status.text,
    complexity: own.complexity,
    estimatedDuration: own.estimatedDuration,
    actualDuration: own.actualDuration,
    dependencies: NONE,
    dependencyNotes: NONE,
    tags: story && !own.tags.includes(story) ? [...own.tags, story] : own.tags,
    priority: own.priority,
    kind: own.kind,
    type: own.type,
    files: own.files,
    checks: facts.checks,
    completedAt:
      own.completedAt ?? (around.dialect === 'outline' && status.status === 'completed' ? (DATED.exec(status.text)?.[1] ?? null) : null),
    executionSummary: own.executionSummary,
    injection: own.injection,
    errorContext: own.errorContext,
    replacedBy: null,
    optional: facts.box?.starred ?? false,
    parallel: isSpecKit && /(?:^|\s)\[P\]/.test(text),
    stop: own.stop,
    given: own.given,
    labels: own.labels,
    parent: around.parent < 0 ? null : (around.keys[around.parent] ?? null),
    group: around.groupKeys[entry.group] ?? null,
    children: NONE,
    depth: entry.depth,
    source: placeOf(source, from, entry.sourceEnd),
    head: placeOf(source, entry.headFrom, entry.headTo),
  };
}

function sourceStart({ source, blocks }: Survey, entry: Entry): number {
  if (entry.kind === 'line') return entry.headFrom;
  if (entry.kind === 'row') return lineStart(source, entry.headFrom);
  return entry.block < 0 ? source.start : (blocks.from[entry.block] ?? entry.headFrom);
}

function linkChildren(tasks: readonly Building<Task>[], parents: readonly number[]): void {
  const children = new Map<number, Key[]>();
  for (const [index, parent] of parents.entries()) {
    if (parent < 0) continue;
    const list = children.get(parent);
    const key = tasks[index]?.key ?? '';
    if (list) list.push(key);
    else children.set(parent, [key]);
  }
  for (const [parent, list] of children) {
    const task = tasks[parent];
    if (task) task.children = list;
  }
}

/** Checks of groups and of nothing; returns the done ones and all. */
function looseChecks(reading: Reading, layout: Layout, groups: readonly Building<Group>[]): { all: number; done: number } {
  const byGroup = new Map<number, Check[]>();
  let done = 0;
  for (const one of layout.loose) {
    const { group } = one;
    const check = 'check' in one ? one.check : checkOf(reading, { item: one.item, label: null });
    if (check.done === true) done++;
    const list = byGroup.get(group);
    if (list) list.push(check);
    else byGroup.set(group, [check]);
  }
  for (const [group, checks] of byGroup) {
    const one = groups[group];
    if (one) one.checks = checks;
  }
  return { all: layout.loose.length, done };
}

function countsOf(tasks: readonly Task[], loose: { all: number; done: number }): TaskList['counts'] {
  const counts = noCounts();
  counts.tasks = tasks.length;
  counts.checks = loose.all;
  counts.checksDone = loose.done;
  for (const task of tasks) {
    counts.byStatus[task.status]++;
    if (task.status === 'completed') counts.done++;
    counts.checks += task.checks.length;
    for (const check of task.checks) if (check.done === true) counts.checksDone++;
  }
  return counts;
}

function titleOf(seen: Survey, layout: Layout): string | null {
  const heading =
    seen.headings.find(({ block }) => block === layout.titleBlock) ?? seen.headings.find(({ level, strong }) => level === 1 && !strong);
  if (!heading) return null;
  const { head } = heading;
  return joined(seen.source.view, head.id ? head.titleFrom : head.textFrom, head.to).replace(/\\#$/, '#');
}

/** Whether a labelled value stands at the end of the head. */
function isTail(one: Labelled, facts: Facts): boolean {
  return facts.title.tails.some((tail) => tail.from === one.from);
}
