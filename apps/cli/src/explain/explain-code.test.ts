import { errorCatalogue } from '@devteam/api';
import { expect, test } from 'vitest';
import { type Outlet, openOutlet } from '../output/outlet.ts';
import { UsageError } from '../usage-error.ts';
import { explainCode } from './explain-code.ts';

function explained(words: string, options: { json?: boolean } = {}): string {
  const lines: string[] = [];
  const stdout: Outlet = { ...openOutlet(process.stdout, { colors: 'never', unicode: true }), line: (text = '') => void lines.push(text) };
  explainCode(words, options, { stdout });
  return lines.join('\n');
}

test.each(Object.entries(errorCatalogue))(
  '%s is told with its four parts, exit code and status',
  (code, { exitCode, next, status, what, why }) => {
    const text = explained(code);
    for (const part of [`${what} [${code}]`, `why:   ${why}`, 'tried: ', `next:  ${next}`]) expect(text).toContain(part);
    expect(text).toContain(`exit code ${exitCode}, HTTP status ${status}`);
    expect(JSON.parse(explained(code, { json: true }))).toEqual({ code, ...errorCatalogue[code as keyof typeof errorCatalogue] });
  },
);

test.each(['[check_failed]', 'CHECK_FAILED', 'check failed', ' check-failed '])('%j is understood', (words) => {
  expect(explained(words)).toBe(explained('check_failed'));
});

function refusal(words: string): UsageError {
  try {
    explained(words);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error(`${words} was explained`);
}

test('of a code that is none the nearest are named', () => {
  expect(refusal('chek_failed').next).toMatch(/^Did you mean `devteam explain check_failed`/);
  expect(refusal('host_token').next).toContain('`devteam explain host_token_refused`');
  expect(refusal('constructor')).toMatchObject({ code: 'usage', message: 'no failure has the code «constructor»' });
  expect(refusal('zzzzzzzzzzzzzzzz').next).toContain('the word in brackets');
});
