import { describe, expect, test } from 'vitest';
import { createMemoryEventLog } from '../testing/memory-event-log.ts';
import { eventLogCases } from './event-log.conformance.ts';

describe('the event log of the tests', () => {
  test.each(eventLogCases)('$name', async ({ run }) => {
    const eventLog = createMemoryEventLog();
    await run({
      eventLog,
      add: (projectId) => Promise.resolve(eventLog.add(projectId)),
      append: (projectId, count) => Promise.resolve(eventLog.append(projectId, count)),
      cut: () => Promise.resolve(eventLog.reconnect()),
      expectEqual: (actual, expected) => expect(actual).toEqual(expected),
    });
  });
});
