import { describe, expect, test } from 'vitest';
import { parse, progressOf, remainingTime, stopCovers, subtree, type TaskList } from '../index.ts';

const listOf = (text: string): TaskList => parse(new TextEncoder().encode(text));
const task = (id: string, status: string, estimated?: string, actual?: string): string =>
  [
    `### ${id} Task ${id}`,
    `- **Status**: ${status}`,
    ...(estimated === undefined ? [] : [`- **Estimated Duration**: ${estimated}`]),
    ...(actual === undefined ? [] : [`- **Actual Duration**: ${actual}`]),
    '',
  ].join('\n');

describe('progress', () => {
  test('counts work, not what holds it together, and not what is optional', () => {
    const list = listOf('- [ ] 1.0 Parent\n  - [x] 1.1 Done\n  - [ ] 1.2 Open\n  - [ ]* 1.3 If there is time\n- [x] 2.0 Alone\n');
    expect(progressOf(list.tasks)).toEqual({ tasks: 3, closed: 2, completed: 2, open: 1, share: 2 / 3 });
    expect(progressOf(subtree(list, '1'))).toMatchObject({ tasks: 2, open: 1 });
  });

  test('tells closed from completed, and an empty list is done', () => {
    expect(progressOf(listOf(task('1.1', 'canceled') + task('1.2', 'completed') + task('1.3', 'error')).tasks)).toEqual({
      tasks: 3,
      closed: 2,
      completed: 1,
      open: 1,
      share: 2 / 3,
    });
    expect(progressOf([])).toMatchObject({ tasks: 0, share: 1 });
  });
});

describe('remaining time', () => {
  test('is the sum of the estimates while nothing was measured', () => {
    expect(remainingTime(listOf(task('1.1', 'pending', '2 hours') + task('1.2', 'active', '30m')))).toEqual({
      minutes: 150,
      tasks: 2,
      guessed: 0,
      pace: 1,
    });
  });

  test('goes at the pace of what is done', () => {
    const list = listOf(
      task('1.1', 'completed', '1 hour', '30 minutes') +
        task('1.2', 'completed', '1 hour', '60 minutes') +
        task('1.3', 'pending', '2 hours'),
    );
    expect(remainingTime(list)).toEqual({ minutes: 90, tasks: 1, guessed: 0, pace: 0.75 });
  });

  test('takes a task without an estimate for a typical one', () => {
    const measured =
      task('1.1', 'completed', undefined, '10 minutes') + task('1.2', 'completed', undefined, '20 minutes') + task('1.3', 'pending');
    expect(remainingTime(listOf(measured))).toMatchObject({ minutes: 15, guessed: 1 });
    expect(remainingTime(listOf(task('1.1', 'pending', '40m') + task('1.2', 'pending')))).toMatchObject({ minutes: 80, guessed: 1 });
  });

  test('is not known where nothing says how long anything takes, and nothing where nothing is open', () => {
    expect(remainingTime(listOf(task('1.1', 'pending')))).toMatchObject({ minutes: null, guessed: 1 });
    expect(remainingTime(listOf(task('1.1', 'completed')))).toMatchObject({ minutes: 0, tasks: 0 });
  });

  test('of the tasks up to a stop point only', () => {
    const list = listOf(`## 1. First\n${task('1.1', 'pending', '1h')}\n## 2. Second\n${task('2.1', 'pending', '3h')}`);
    expect(remainingTime(list, stopCovers(list, '1'))).toMatchObject({ minutes: 60, tasks: 1 });
    expect(remainingTime(list).minutes).toBe(240);
  });
});
