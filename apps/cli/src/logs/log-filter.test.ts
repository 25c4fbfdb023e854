import { describe, expect, test } from 'vitest';
import type { LogEvent } from '../output/log-lines.ts';
import type { StepRun } from './failed-steps.ts';
import { beginOf, narrowLog } from './log-filter.ts';

const at = (seconds: number): string => new Date(seconds * 1000).toISOString();

const log = (seconds: number, payload: Partial<LogEvent['payload']> = {}): LogEvent => ({
  type: 'execution-log',
  ts: at(seconds),
  projectId: 'bakery/shop',
  seq: seconds,
  payload: {
    executionId: 'e',
    taskKey: '1.1',
    attempt: 2,
    node: 'verify',
    level: 'info',
    stream: 'stdout',
    lines: ['ok 1', 'NOT ok 2'],
    ...payload,
  },
});

const step: StepRun = { executionId: 'e', taskKey: '1.1', attempt: 2, node: 'verify', startedAt: at(20) };

describe('of the log is wanted', () => {
  test('all, where nothing was asked for', () => {
    expect(narrowLog(log(1), {})).toEqual(log(1));
    expect(beginOf({})).toBe(0);
  });

  test('lines with a text in them, whatever its case and as it stands', () => {
    expect(narrowLog(log(1), { grep: 'not OK' })?.payload.lines).toEqual(['NOT ok 2']);
    expect(narrowLog(log(1), { grep: 'ok .' })).toBeUndefined();
  });

  test('what came since', () => {
    expect(narrowLog(log(9), { since: 10_000 })).toBeUndefined();
    expect(narrowLog(log(10), { since: 10_000 })).toEqual(log(10));
    expect(beginOf({ since: 10_000, step })).toBe(20_000);
  });

  test('what the run of a step printed that failed', () => {
    expect(narrowLog(log(25), { step })).toEqual(log(25));
    const others = [{ executionId: 'f' }, { taskKey: '1.2' }, { taskKey: null }, { attempt: 1 }, { node: 'implement' }, { node: null }];
    for (const other of others) expect(narrowLog(log(25, other), { step })).toBeUndefined();
    // The same step ran before, in another round of the same attempt.
    expect(narrowLog(log(19), { step })).toBeUndefined();
  });

  test('of a preparation what has no task', () => {
    const preparation: StepRun = { ...step, taskKey: '' };
    expect(narrowLog(log(25, { taskKey: null }), { step: preparation })).toBeDefined();
    expect(narrowLog(log(25), { step: preparation })).toBeUndefined();
  });
});
