import { describe, expect, test } from 'vitest';
import { isForPerson } from './part-messages.ts';

describe('messages of the parts', () => {
  test.each([
    'Unexpected error on a system database connection: error: terminating connection due to unexpected postmaster exit',
    'Error getting startable workflows for queue nodes: connect ECONNREFUSED 127.0.0.1:27069',
    'The database session that shows this worker alive was cut: Connection terminated unexpectedly',
    'The heartbeat failed and is tried again: the database system is starting up',
    'A database connection was lost: terminating connection due to unexpected postmaster exit',
    'Dynamic scheduler: error listing schedules: the database system is starting up',
  ])('one of many about an outage is left out: %s', (message) => {
    expect(isForPerson('warn', message, false)).toBe(false);
  });

  test.each([
    'PostgreSQL (process 16930) is gone; starts it again',
    'Worker vm-1 (process 1 on vm) is gone; its work is taken over',
    'The sweep failed and is tried again: something else',
  ])('what a person should know is told: %s', (message) => {
    expect(isForPerson('warn', message, false)).toBe(true);
    expect(isForPerson('warn', message, true)).toBe(false);
  });

  test('an error is told always, and the ordinary course never', () => {
    expect(isForPerson('error', 'An execution broke: connection terminated', true)).toBe(true);
    expect(isForPerson('info', 'PostgreSQL: started', false)).toBe(false);
  });
});
