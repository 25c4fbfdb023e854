import { CodedError, Problem, errorCatalogue } from '@devteam/api';
import { describe, expect, test } from 'vitest';
import { RequestRefused, describeProblem } from './problem.ts';

describe('describeProblem', () => {
  test.each(Object.keys(errorCatalogue) as (keyof typeof errorCatalogue)[])('%s has all parts, by its status', (code) => {
    const { isUnexpected, problem } = describeProblem(new CodedError(code, { place: 'somewhere', evidence: 'line' }), 'request-1');
    expect(Problem.parse(problem)).toEqual(problem);
    const { status } = errorCatalogue[code];
    expect([problem.code, problem.status, isUnexpected]).toEqual([code, status < 400 ? 409 : status, code === 'unexpected']);
    for (const text of [problem.title, problem.what, problem.why, problem.next]) expect(text).not.toBe('');
  });

  test('an error of another room is known by its code', () => {
    const error = Object.assign(new Error('the disk of the database is full'), { code: 'postgres_disk_full' });
    expect(describeProblem(error, 'r').problem).toMatchObject({ status: 507, why: 'the disk of the database is full' });
  });

  test('what nobody foresaw is told by reference only', () => {
    const error = new Error('duplicate key value violates "secret_index"', { cause: new Error('password=hunter2') });
    const { isUnexpected, problem } = describeProblem(error, 'request-1');
    expect([isUnexpected, problem.status, problem.code, problem.place]).toEqual([true, 500, 'unexpected', 'request request-1']);
    expect(JSON.stringify(problem)).not.toMatch(/secret|hunter2|problem\.test/);
  });

  test.each([undefined, null, 'text', 42])('even %j', (thrown) => {
    expect(describeProblem(thrown, 'r')).toMatchObject({ isUnexpected: true, problem: { status: 500 } });
  });

  test.each(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03'])('a database that is away (%s) is no surprise', (code) => {
    const answer = describeProblem(Object.assign(new Error('x'), { code }), 'r');
    expect(answer).toMatchObject({ isUnexpected: false, retryAfterSeconds: 1, problem: { status: 503, code: 'database_unreachable' } });
  });

  test('a refusal says its own status and field', () => {
    const refusal = new RequestRefused('unauthorized', { why: 'too often' }, { status: 429, retryAfterSeconds: 3, field: 'body.token' });
    expect(describeProblem(refusal, 'r')).toMatchObject({
      retryAfterSeconds: 3,
      problem: { status: 429, code: 'unauthorized', why: 'too often', field: 'body.token' },
    });
  });
});
