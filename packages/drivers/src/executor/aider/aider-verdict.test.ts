import { describe, expect, test } from 'vitest';
import { aiderVerdict } from './aider-verdict.ts';

const log = (...events: [event: string, properties?: Record<string, unknown>][]) =>
  events.map(([event, properties]) => `${JSON.stringify({ event, properties: properties ?? {} })}\n`).join('');
const answer = (more: Record<string, unknown> = {}) =>
  ['devteam_model_answer', { finish: 'stop', empty: false, input_tokens: 10, output_tokens: 3, said: 'Done.', ...more }] as [
    string,
    Record<string, unknown>,
  ];
const end = (more: Record<string, unknown> = {}) =>
  ['devteam_end', { unfinished: '', edited: ['a.js'], ...more }] as [string, Record<string, unknown>];
const error = (name: string, status?: number) =>
  ['devteam_model_error', { name, status, message: 'said so' }] as [string, Record<string, unknown>];
const codeOf = (text: string, exitCode: number | null = 0) => aiderVerdict(text, exitCode, 'printed').failure?.code ?? null;

describe('a run of Aider is judged by its events', () => {
  test('one that edited and ended is finished, with the tokens of all its answers', () => {
    const verdict = aiderVerdict(log(['launched'], answer(), answer(), end(), ['exit']), 0, '');
    expect(verdict).toMatchObject({ failure: null, tokens: { input: 20, output: 6 }, requests: 2, edited: ['a.js'], said: 'Done.' });
  });

  test.for([
    ['AuthenticationError', 401, 'provider_key_refused'],
    ['RateLimitError', 429, 'provider_rate_limited'],
    ['ContextWindowExceededError', 400, 'context_too_long'],
    ['BadRequestError', 400, 'provider_refused_request'],
    ['InternalServerError', 500, 'provider_down'],
    ['APIConnectionError', undefined, 'provider_down'],
    ['Timeout', 408, 'provider_down'],
    ['SomethingNew', undefined, 'provider_down'],
  ] as const)('%s as the last word of the model is %s', ([name, status, code]) => {
    expect(codeOf(log(answer(), error(name, status), end({ unfinished: 'blocks' })))).toBe(code);
  });

  test('an error that an answer followed is none', () => {
    expect(codeOf(log(error('RateLimitError', 429), answer(), end()))).toBeNull();
  });

  test.for([
    ['edits that did not fit to the end', log(answer(), end({ unfinished: '# 1 block failed' })), 0, 'executor_edit_incomplete'],
    ['an empty answer', log(answer({ empty: true }), end({ edited: [] })), 0, 'executor_answer_unusable'],
    ['an answer cut at its length', log(answer({ finish: 'length' }), ['devteam_exhausted'], end()), 0, 'executor_answer_unusable'],
    ['more than the model can read, as Aider counts', log(answer(), ['devteam_exhausted'], end()), 0, 'context_too_long'],
    ['a path outside', log(answer(), ['devteam_refused', { paths: ['../x'] }], end()), 0, 'executor_reached_outside'],
    ['no end', log(['launched'], answer()), 1, 'executor_failed'],
    ['no log at all', '', 1, 'executor_failed'],
    ['no request', log(['launched'], end()), 0, 'executor_failed'],
    ['another version', '', 3, 'executor_missing'],
    ['no program', '', 127, 'executor_missing'],
  ] as const)('%s is a failure, whatever its exit code', ([, text, exitCode, code]) => {
    expect(codeOf(text, exitCode)).toBe(code);
  });

  test('a line that is cut or no event is passed over', () => {
    expect(codeOf(`nonsense\n{"event": 1}\n${log(answer(), end())}{"event": "devteam_re`)).toBeNull();
  });

  test.for([
    ['The sign was wrong.\n\nsrc/a.js\n```js\n<<<<<<< SEARCH', 'The sign was wrong.'],
    ['a.js\n```\nx', null],
    ['', null],
    ['Nothing to do.', 'Nothing to do.'],
  ] as const)('of %j it keeps what was said before the edits', ([said, kept]) => {
    expect(aiderVerdict(log(answer({ said }), end()), 0, '').said).toBe(kept);
  });
});
