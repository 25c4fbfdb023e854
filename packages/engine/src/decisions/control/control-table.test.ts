import { type ExecutionStatus, allowedCommands, executionStatuses, isActive, isEnded } from '@devteam/api';
import { describe, expect, test } from 'vitest';
import { executionEventsFrom, nextExecutionStatus } from '../execution-table.ts';
import { commandsFrom, controlCommands, controlTable } from './control-table.ts';
import { taskStandings, taskTable } from './task-table.ts';

const pairs = executionStatuses.flatMap((status) =>
  controlCommands.map((command) => ({ status, command, cell: controlTable[status][command] })),
);

/** Where the engine's own table can lead from a status. */
function reachable(from: ExecutionStatus): Set<ExecutionStatus> {
  const reached = new Set([from]);
  for (const at of reached) for (const event of executionEventsFrom(at)) reached.add(nextExecutionStatus(at, event) ?? at);
  return reached;
}

describe('status by command', () => {
  test('every cell is decided, for exactly the statuses that there are', () => {
    expect(Object.keys(controlTable).toSorted()).toEqual([...executionStatuses].toSorted());
    expect(pairs.filter(({ cell }) => cell === undefined)).toEqual([]);
    expect(pairs).toHaveLength(9 * 12);
  });

  test('nothing leaves a final state', () => {
    const wishes = pairs.filter(({ status, cell }) => isEnded(status) && 'wish' in cell);
    expect(wishes).toEqual([]);
  });

  test('what a cell promises, the table of executions can reach', () => {
    const broken = pairs.filter(({ status, cell }) => 'wish' in cell && !reachable(status).has(cell.leadsTo));
    expect(broken).toEqual([]);
  });

  test('whatever is active can be stopped, alone and with everything of its customer; what has ended is not', () => {
    for (const status of executionStatuses.filter(isActive))
      expect(['stopped', 'nothing']).toContain(controlTable[status].stop_everything.leadsTo);
    for (const status of executionStatuses.filter((each) => !isActive(each)))
      expect(controlTable[status].stop_everything.leadsTo).toBe('nothing');
  });

  test('what a person may ask', () => {
    expect(commandsFrom('stopped')).toEqual(['stop_keep_work', 'replay_task', 'give_back', 'stop_everything']);
    expect(commandsFrom('stopping')).toEqual(['stop_keep_work', 'stop_discard', 'give_back', 'stop_everything']);
    expect(commandsFrom('idle')).toEqual(['give_back', 'stop_everything']);
    expect(commandsFrom('running')).toEqual([...controlCommands]);
  });

  test('views and buttons say the same', () => {
    for (const status of executionStatuses) {
      expect([status, allowedCommands({ status, desired: 'running' })]).toEqual([status, commandsFrom(status)]);
      const stopping = isActive(status) ? commandsFrom('stopping') : commandsFrom(status);
      expect([status, allowedCommands({ status, desired: 'stopped' })]).toEqual([status, stopping]);
    }
  });

  test('what is taken over can be given back from everywhere', () => {
    for (const status of executionStatuses) expect(controlTable[status].give_back.leadsTo).toBe('same');
  });
});

describe('task by command', () => {
  test('every cell is decided', () => {
    expect(Object.keys(taskTable).toSorted()).toEqual([...taskStandings].toSorted());
    for (const standing of taskStandings) expect(Object.keys(taskTable[standing])).toHaveLength(4);
  });

  test('nothing is done to what has landed, and no push is cut off', () => {
    expect(new Set(Object.values(taskTable.landed))).toEqual(new Set(['task_closed']));
    expect(Object.values(taskTable.pushing).every((cell) => typeof cell === 'string')).toBe(true);
  });
});
