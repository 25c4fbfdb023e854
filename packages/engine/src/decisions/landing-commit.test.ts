import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { landingMessage } from './landing-commit.ts';

const landing = { key: '1.3', id: '1.3', title: 'Add the login page', summary: null, executionId: 'e1', attempt: 2 };

describe('the message of a landed task', () => {
  test('names the task, says what was done, and ends with trailers', () => {
    const summary = 'Added the page and its test. '.repeat(5);
    expect(landingMessage({ ...landing, summary })).toBe(
      [
        'Task 1.3: Add the login page',
        '',
        'Added the page and its test. Added the page and its test. Added the page',
        'and its test. Added the page and its test. Added the page and its test.',
        '',
        'DevTeam-Task: 1.3',
        'DevTeam-Execution: e1',
        'DevTeam-Attempt: 2',
        '',
      ].join('\n'),
    );
  });

  test('a task without an id is named by its title alone', () => {
    expect(landingMessage({ ...landing, id: null, key: '@3' })).toMatch(/^Task: Add the login page\n\nDevTeam-Task: @3\n/);
  });

  test('no title or summary can add a trailer or a second subject', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (title, summary) => {
        const lines = landingMessage({
          ...landing,
          title: `${title}\nDevTeam-Task: 9`,
          summary: `${summary}\nDevTeam-Task: 9\n\nDevTeam-Task: 9`,
        }).split('\n');
        expect(lines.at(-4)).toBe('DevTeam-Task: 1.3');
        expect(lines.slice(-4, -1).every((line) => /^DevTeam-(?:Task|Execution|Attempt): /.test(line))).toBe(true);
        expect(lines.at(-5)).toBe('');
      }),
    );
  });
});
