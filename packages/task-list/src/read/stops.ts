import type { Report } from '../diagnostics/report.ts';
import type { Group, Key, StopPoint, Task } from '../model.ts';
import type { Facts } from './facts.ts';
import type { NamedStop } from './front-settings.ts';
import { didYouMean, referableKeys, nearestIds, resolve, type Lookup } from './key-lookup.ts';
import { readReferences } from './references.ts';
import { toView } from '../text/source-text.ts';

interface StopSources {
  readonly report: Report;
  readonly tasks: readonly Task[];
  readonly groups: readonly Group[];
  readonly lookup: Lookup;
  readonly named: readonly NamedStop[];
  readonly drafts: readonly Facts[];
}

/** Stop points of the front matter and of the tasks themselves; one that names nothing is E120. */
export function stopsOf({ report, tasks, lookup, named }: StopSources): StopPoint[] {
  const stops: StopPoint[] = [];
  const add = (when: StopPoint['when'], target: Key) => {
    if (!stops.some((stop) => stop.when === when && stop.target === target)) stops.push({ when, target });
  };
  for (const { when, id, entry } of named) {
    const target = stopTarget(lookup, id);
    if (target !== undefined) {
      add(when, target);
      continue;
    }
    if (report.wants('E120')) report.add({ code: 'E120', from: entry.from, to: entry.to, ...unknownStop(lookup, `stop-${when}`, id) });
  }
  for (const task of tasks) if (task.stop) add(task.stop, task.key);
  return stops;
}

/** The key that a stop names: a task, a group, or `Phase 2`. */
export function stopTarget(lookup: Lookup, id: string): Key | undefined {
  const own = lookup.byKey.get(id.toUpperCase());
  if (own !== undefined) return lookup.taskKeys[own];
  const group = lookup.groupByKey.get(id.toUpperCase());
  if (group !== undefined) return lookup.groupKeys[group] ?? undefined;
  const view = toView(id);
  const reference = readReferences(view, [{ from: 0, to: view.length }])[0]?.references[0];
  if (!reference || reference.to !== view.length) return undefined;
  const target = resolve(lookup, reference);
  return target.kind === 'task' || target.kind === 'group' ? target.key : undefined;
}

export function unknownStop(
  lookup: Lookup,
  name: string,
  id: string,
  withNearest = true,
): { message: string; found: string; expected: string | undefined; key: Key } {
  const near = !withNearest ? [] : nearestIds(id, referableKeys(lookup));
  const expected = didYouMean(near) || 'expected the id of a task or group';
  return {
    message: `${name} names ${id}, which is not in the file; ${expected}; nothing stops there`,
    found: id,
    expected: near.length > 0 ? near.join(', ') : undefined,
    key: id,
  };
}
