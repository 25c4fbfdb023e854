import { type StopPoint, type TaskList, findGroup, findTask, subtree } from '@devteam/task-list';

/** Keys of the tasks that a stop point covers: a task with its subtree, or all tasks of a group. */
function covered(list: TaskList, target: string): string[] {
  if (findTask(list, target)) return subtree(list, target).map((task) => task.key);
  const group = findGroup(list, target);
  return group ? list.tasks.filter((task) => task.group === group.key).map((task) => task.key) : [];
}

/**
 * The stop points that can still halt this execution. One that was there before it began must not halt it again at its first step, or
 * nobody could ever go on: «after X» stands if something of X landed in this execution or X is still open, «before X» if no earlier
 * execution halted there.
 */
export function standingStops(
  list: TaskList,
  execution: { stopAfter: readonly string[]; stopBefore?: readonly string[]; passedStops: readonly StopPoint[] },
  landed: ReadonlySet<string>,
): StopPoint[] {
  const given = [
    ...execution.stopAfter.map((target): StopPoint => ({ when: 'after', target })),
    ...(execution.stopBefore ?? []).map((target): StopPoint => ({ when: 'before', target })),
  ];
  const isPassed = (stop: StopPoint) => execution.passedStops.some((passed) => passed.when === stop.when && passed.target === stop.target);
  return [...list.stops, ...given].filter((stop) =>
    stop.when === 'before' ? !isPassed(stop) : covered(list, stop.target).some((key) => landed.has(key)),
  );
}
