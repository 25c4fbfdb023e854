import { executionStatuses, isActive, isEnded } from '@devteam/api';
import { describe, expect, test } from 'vitest';
import { executionEventsFrom, executionStatusesAccepting, executionTable, nextExecutionStatus } from './execution-table.ts';

describe('statuses of an execution', () => {
  test('the table has exactly the statuses that the API names', () => {
    expect(Object.keys(executionTable).toSorted()).toEqual([...executionStatuses].toSorted());
  });

  test('what has ended accepts nothing', () => {
    for (const status of executionStatuses.filter(isEnded)) expect(executionEventsFrom(status)).toEqual([]);
  });

  test('every active execution can be ended by a person and by a failure', () => {
    for (const status of executionStatuses.filter(isActive)) {
      expect(nextExecutionStatus(status, 'fail')).toBe('error');
      expect([nextExecutionStatus(status, 'stop'), nextExecutionStatus(status, 'halt')]).toContain('stopped');
    }
  });

  test('a pause is possible only where work is under way, and leads back to it', () => {
    expect(executionStatusesAccepting('pause')).toEqual(['initializing', 'running']);
    expect(nextExecutionStatus('paused', 'resume')).toBe('running');
    expect(nextExecutionStatus('waiting_for_human', 'resume')).toBe('running');
  });
});
