import type { Report } from '../diagnostics/report.ts';
import type { Building, Group, Key, Task } from '../model.ts';
import { placeOf, type SourceText } from '../text/source-text.ts';
import type { BrokenLinks } from './broken-links.ts';
import { findCycles } from './cycles.ts';
import { NO_DEPENDENCIES, resolveDependencies, type Resolved } from './dependencies.ts';
import type { Entry } from './entry.ts';
import type { Facts } from './facts.ts';
import { headingTitle } from './group-title.ts';
import { didYouMean, referableKeys, nearestIds, type Lookup, type Target } from './key-lookup.ts';
import type { GroupAt } from './entry.ts';
import { readReferences } from './references.ts';

export interface Links {
  readonly report: Report;
  readonly source: SourceText;
  readonly lookup: Lookup;
  readonly tasks: readonly Building<Task>[];
  readonly parents: readonly number[];
  readonly entries: readonly Entry[];
  readonly drafts: readonly Facts[];
  readonly groups: readonly Building<Group>[];
  readonly groupsAt: readonly GroupAt[];
  /** Tasks that are not executed for an error of their own; added to. */
  readonly faulty: Set<number>;
  readonly parked: 'met' | 'blocked';
}

/** A range is short to write; thousands of them could name more tasks than fit into memory. */
const MOST_BY_RANGES = 1_000_000;

interface Room {
  left: number;
}

const isBroken = ({ tooMany, unknown }: Resolved): boolean => unknown.length > 0 || tooMany.length > 0;

/** Reads who waits for whom and reports what cannot be: E110, E111, E112, W252. */
export function linkDependencies(links: Links): BrokenLinks {
  const broken: BrokenLinks = { unknown: [], cycles: [] };
  const room: Room = { left: MOST_BY_RANGES };
  const own = links.tasks.map((task, index) => ofTask(links, task, index, broken, room));
  const ofGroups = links.groups.map((group, index) => ofGroup(links, group, index, broken, room));
  if (own.every(({ keys }) => keys.length === 0) && ofGroups.every(({ keys }) => keys.length === 0)) return broken;
  const waits = new WaitGraph(links, own, ofGroups);
  for (const cycle of findCycles(waits.count, (node) => waits.next(node)))
    broken.cycles.push(reportCycle(links, own, ofGroups, waits.tasksOf(cycle)));
  return broken;
}

function ofTask(links: Links, task: Building<Task>, index: number, broken: BrokenLinks, room: Room): Resolved {
  const labelled = links.drafts[index]?.labelled.findLast((one) => one.known === 'dependencies');
  if (!labelled) return NO_DEPENDENCIES;
  const parts = readReferences(links.source.view, labelled.spans);
  const resolved = resolveDependencies(parts, links.lookup, (first, last) => between(links, first, last, room));
  task.dependencies = resolved.keys;
  task.dependencyNotes = resolved.notes;
  if (isBroken(resolved)) links.faulty.add(index);
  reportUnknown(links, resolved, task.key, labelled.name, broken);
  return resolved;
}

function ofGroup(links: Links, group: Building<Group>, index: number, broken: BrokenLinks, room: Room): Resolved {
  const at = links.groupsAt[index];
  const tail = at && headingTitle(links.source.view, at).tails.find(({ label }) => label === 'dependencies');
  if (!tail) return NO_DEPENDENCIES;
  const parts = readReferences(links.source.view, [{ from: tail.valueFrom, to: tail.valueTo }]);
  const resolved = resolveDependencies(parts, links.lookup, (first, last) => between(links, first, last, room));
  group.dependencies = resolved.keys;
  if (isBroken(resolved)) for (const task of tasksIn(links, index)) links.faulty.add(task);
  reportUnknown(links, resolved, group.key ?? group.title, 'Dependencies', broken);
  return resolved;
}

function reportUnknown(links: Links, resolved: Resolved, key: Key, label: string, broken: BrokenLinks): void {
  const known = links.lookup;
  for (const reference of resolved.unknown) {
    // Asked for by few, and not for nothing where there are thousands.
    const findNear = () =>
      nearestIds(
        reference.id,
        referableKeys(known).filter((name) => name !== key),
      );
    const place = placeOf(links.source, reference.from, reference.to);
    broken.unknown.push({
      from: key,
      id: reference.id,
      place,
      get nearest() {
        return findNear();
      },
    });
    if (!links.report.wants('E110')) continue;
    const near = findNear();
    const expected = didYouMean(near) || 'expected the id of a task or group';
    links.report.add({
      code: 'E110',
      from: reference.from,
      to: reference.to,
      message: `${label} names ${reference.id}, which is not in the file; ${expected}; ${key} stays blocked`,
      key,
      found: reference.id,
      expected: near.length > 0 ? near.join(', ') : undefined,
    });
  }
  for (const reference of resolved.tooMany) {
    links.report.add({
      code: 'E110',
      from: reference.from,
      to: reference.to,
      message: `${label} of ${key} starts a range that is not followed; expected ranges of ${MOST_BY_RANGES} tasks in the whole file at most; ${key} stays blocked`,
      key,
      found: reference.id,
      hint: 'Name a group in place of a range.',
    });
  }
  for (const { reference, key: id } of resolved.parked) {
    links.report.add({
      code: 'W252',
      from: reference.from,
      to: reference.to,
      message: `${label} names ${id}, which stands in a comment; expected a task of the list; it counts as ${links.parked === 'met' ? 'met' : 'not met'}`,
      key,
      found: id,
    });
  }
}

/** The siblings from one task to another, in document order. */
function between({ tasks, groups, parents, lookup }: Links, first: Target, last: Target, room: Room): Key[] | undefined {
  const isRange = (first.kind === 'group' && last.kind === 'group') || (first.kind === 'task' && last.kind === 'task');
  if (!isRange) return [first, last].flatMap((target) => (target.kind === 'text' || target.kind === 'unknown' ? [] : [target.key]));
  const [from, to] = [Math.min(first.index, last.index), Math.max(first.index, last.index)];
  room.left -= to - from;
  if (room.left < 0) return undefined;
  if (first.kind === 'group')
    return groups.slice(from, to + 1).flatMap(({ key, level }) => (key !== null && level === groups[from]?.level ? [key] : []));
  const parent = parents[first.index];
  if (parent !== parents[last.index]) return [first.key, last.key];
  const keys: Key[] = [];
  for (let index = from; index <= to; index++) if (parents[index] === parent) keys.push(lookup.taskKeys[index] ?? tasks[index]?.key ?? '');
  return keys;
}

function tasksIn({ entries, groupsAt }: Links, group: number): number[] {
  const at = groupsAt[group];
  if (!at) return [];
  const found: number[] = [];
  for (const [index, entry] of entries.entries()) if (isInside(groupsAt, entry.group, group)) found.push(index);
  return found;
}

function isInside(groupsAt: readonly GroupAt[], inner: number, outer: number): boolean {
  for (let up = inner; up >= 0; up = groupsAt[up]?.inside ?? -1) if (up === outer) return true;
  return false;
}

/**
 * Who waits for whom. Nodes: each task done, each group done, and what each task and group waits for before it starts (its own
 * dependencies, its parent's, its group's).
 */
class WaitGraph {
  readonly count: number;
  private readonly links: Links;
  private readonly edges: readonly (readonly number[])[];
  private readonly members: readonly (readonly number[])[];
  private readonly children: readonly (readonly number[])[];

  constructor(links: Links, own: readonly Resolved[], ofGroups: readonly Resolved[]) {
    this.links = links;
    const { tasks, groups } = links;
    this.count = 2 * (tasks.length + groups.length);
    this.children = tasks.map((task) =>
      task.children.map((key) => links.lookup.byKey.get(key.toUpperCase()) ?? -1).filter((child) => child >= 0),
    );
    const members: number[][] = groups.map(() => []);
    for (const [index, { group }] of links.entries.entries()) members[group]?.push(index);
    for (const [index, { inside }] of links.groupsAt.entries()) members[inside]?.push(tasks.length + index);
    this.members = members;
    this.edges = [
      ...own.map(({ keys, places }, index) => this.targets(keys, (node, key) => this.isKin(index, node, key, places))),
      ...ofGroups.map(({ keys, places }, index) => this.targets(keys, (node, key) => this.isOwnGroup(index, node, key, places))),
    ];
  }

  next(node: number): readonly number[] {
    const { tasks, groups, parents, entries, groupsAt } = this.links;
    const half = tasks.length + groups.length;
    if (node < tasks.length) return [half + node, ...(this.children[node] ?? [])];
    if (node < half) return this.members[node - tasks.length] ?? [];
    const start = node - half;
    const up: number[] = [...(this.edges[start] ?? [])];
    if (start < tasks.length) {
      const parent = parents[start] ?? -1;
      const group = entries[start]?.group ?? -1;
      if (parent >= 0) up.push(half + parent);
      if (group >= 0) up.push(half + tasks.length + group);
    } else {
      const inside = groupsAt[start - tasks.length]?.inside ?? -1;
      if (inside >= 0) up.push(half + tasks.length + inside);
    }
    return up;
  }

  /** The tasks of a cycle, in its order. */
  tasksOf(cycle: readonly number[]): number[] {
    const found = cycle.filter((node) => node < this.links.tasks.length);
    return [...new Set(found)];
  }

  private targets(keys: readonly Key[], isOwn: (node: number, key: Key) => boolean): number[] {
    const { lookup, tasks } = this.links;
    const nodes: number[] = [];
    for (const key of keys) {
      const upper = key.toUpperCase();
      const task = lookup.byKey.get(upper);
      const group = lookup.groupByKey.get(upper);
      const node = task ?? (group === undefined ? -1 : tasks.length + group);
      if (node >= 0 && !isOwn(node, key)) nodes.push(node);
    }
    return nodes;
  }

  private isKin(task: number, node: number, key: Key, places: Resolved['places']): boolean {
    const { parents, tasks, entries, groupsAt } = this.links;
    const isAncestor = (of: number, other: number) => {
      for (let up = of; up >= 0; up = parents[up] ?? -1) if (up === other) return true;
      return false;
    };
    const kin =
      node < tasks.length
        ? isAncestor(task, node) || isAncestor(node, task)
        : isInside(groupsAt, entries[task]?.group ?? -1, node - tasks.length);
    if (!kin) return false;
    this.links.faulty.add(task);
    const own = tasks[task]?.key ?? '';
    const place = places.get(key);
    const what =
      node === task
        ? 'itself'
        : node >= tasks.length
          ? `its own group ${key}`
          : `${key}, which is its ${isAncestor(task, node) ? 'parent' : 'sub-task'}`;
    this.links.report.add({
      code: 'E112',
      from: place?.from ?? 0,
      to: place?.to ?? 0,
      message: `${own} depends on ${what}; expected a task that is not kin; ${own} stays blocked`,
      key: own,
      found: key,
    });
    return true;
  }

  private isOwnGroup(group: number, node: number, key: Key, places: Resolved['places']): boolean {
    const { tasks, entries, groupsAt, groups } = this.links;
    const own =
      node < tasks.length
        ? isInside(groupsAt, entries[node]?.group ?? -1, group)
        : isInside(groupsAt, group, node - tasks.length) || isInside(groupsAt, node - tasks.length, group);
    if (!own) return false;
    for (const task of tasksIn(this.links, group)) this.links.faulty.add(task);
    const place = places.get(key);
    const name = groups[group]?.key ?? groups[group]?.title ?? '';
    this.links.report.add({
      code: 'E112',
      from: place?.from ?? 0,
      to: place?.to ?? 0,
      message: `group ${name} depends on ${key}, which is part of it; expected another task or group; its tasks stay blocked`,
      key: name,
      found: key,
    });
    return true;
  }
}

function reportCycle(links: Links, own: readonly Resolved[], ofGroups: readonly Resolved[], cycle: readonly number[]): Key[] {
  const keys = cycle.map((index) => links.tasks[index]?.key ?? '');
  for (const index of cycle) links.faulty.add(index);
  const at =
    placeIn(
      cycle.map((index) => own[index] ?? NO_DEPENDENCIES),
      keys,
    ) ?? placeIn(ofGroups, [...keys, ...links.lookup.groupKeys.filter((key) => key !== null)]);
  links.report.add({
    code: 'E111',
    from: at?.from ?? 0,
    to: at?.to ?? 0,
    message: `dependencies go round: ${[...keys, keys[0] ?? ''].join(' → ')}; expected an order in which each can start; none of them is executed`,
    key: keys[0],
    related: cycle.map((index) => links.entries[index]?.headFrom ?? 0),
  });
  return keys;
}

/** The first place in the file where one of the cycle names another. */
function placeIn(resolved: readonly Resolved[], keys: readonly Key[]): { from: number; to: number } | undefined {
  const wanted = new Set(keys);
  let first: { from: number; to: number } | undefined;
  for (const { places } of resolved)
    for (const [key, place] of places) if (wanted.has(key) && (first === undefined || place.from < first.from)) first = place;
  return first;
}
