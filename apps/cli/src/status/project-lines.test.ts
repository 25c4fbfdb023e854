import { type ProjectView, allowedCommands, describeFailure, holdsOf } from '@devteam/api';
import { expect, test } from 'vitest';
import { openOutlet } from '../output/outlet.ts';
import { projectLines } from './project-lines.ts';

const outlet = openOutlet(process.stdout, { colors: 'never', unicode: true });
const view = (facts: Parameters<typeof holdsOf>[0]) =>
  ({ projectId: 'acme/shop', execution: { ...facts, holds: holdsOf(facts), allowed: allowedCommands(facts) } }) as unknown as ProjectView;

test('a pause that has not come yet: who wants it, and when it comes', () => {
  const at = '2026-11-26T10:00:00.000Z';
  const lines = projectLines(
    view({ status: 'running', desired: 'paused', desiredHow: 'after_node', desiredBy: 'Maria', desiredAt: at, reason: null }),
    [{ projectId: 'acme/shop', taskKey: '1.2', node: 'verify', reason: 'the execution is paused', position: null, since: new Date(at) }],
    outlet,
  );
  expect(lines[1]).toMatch(/^ {2}to come: pauses after the step that runs now \(by Maria, since \d\d:\d\d:\d\d\)$/);
  expect(lines[2]).toBe('  waits: 1.2 verify: the execution is paused');
  expect(lines[3]).toContain('resume');
});

test('reviews of the customer hold a project back, and say how many', () => {
  const reason = describeFailure('review_pending', { why: 'waits for reviews of customer Acme (5 open); answer 1.1 first', place: 'acme' });
  const lines = projectLines(view({ status: 'running', desired: 'running', reason }), [], outlet);
  expect(lines[1]).toBe('  held: waits for reviews of customer Acme (5 open); answer 1.1 first');
});

test('of what was never started only little may be asked', () => {
  expect(projectLines({ projectId: 'a', execution: null } as unknown as ProjectView, [], outlet)).toEqual([
    'a: not started',
    '  may be asked now: give_back, stop_everything',
  ]);
});
