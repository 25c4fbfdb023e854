import { describe, expect, test } from 'vitest';
import { type CodexEvent, codexLines, codexVerdict } from './codex-verdict.ts';

const work = { type: 'devteam.work', path: '/work' };
const item = (value: CodexEvent) => ({ type: 'item.completed', item: value });
const said = (text: string) => item({ type: 'agent_message', text });
const change = (path: string) => ({ type: 'item.started', item: { type: 'file_change', changes: [{ path, kind: 'update' }] } });
const completed = { type: 'turn.completed', usage: { input_tokens: 10, cached_input_tokens: 4, output_tokens: 3 } };
const failedWith = (message: string) => ({ type: 'turn.failed', error: { message } });
const codeOf = (events: readonly CodexEvent[], exitCode: number | null = 0) =>
  codexVerdict(events, exitCode, 'printed').failure?.code ?? null;

describe('a run of Codex is judged by its events', () => {
  test('one that ended with words is finished, with the tokens it tells', () => {
    expect(codexVerdict([work, said('First.'), change('/work/a.js'), said(' Done. '), completed], 0, '')).toEqual({
      failure: null,
      tokens: { input: 10, output: 3 },
      said: 'Done.',
    });
  });

  test.for([
    ['unexpected status 401 Unauthorized: Incorrect API key', 'provider_key_refused'],
    ['exceeded retry limit, last status: 429 Too Many Requests', 'provider_rate_limited'],
    ['unexpected status 400 Bad Request: no such parameter', 'provider_refused_request'],
    ['unexpected status 503 Service Unavailable', 'provider_down'],
    ["Codex ran out of room in the model's context window.", 'context_too_long'],
    ['stream disconnected before completion', 'provider_down'],
    ['We’re currently experiencing high demand', 'provider_down'],
    ['Incomplete response returned, reason: max_output_tokens', 'executor_answer_unusable'],
  ] as const)('failed with «%s» is %s', ([message, code]) => {
    expect(codeOf([work, failedWith(message)], 1)).toBe(code);
  });

  test.for([
    ['no end', [work, said('Working')], 0, 'executor_failed'],
    ['an exit code after the end', [work, said('Done.'), completed], 1, 'executor_failed'],
    ['no word and no deed', [work, completed], 0, 'executor_answer_unusable'],
    ['an edit outside, also if it ended well', [work, change('/etc/x'), said('Done.'), completed], 0, 'executor_reached_outside'],
    ['an edit in a folder of Git', [work, change('/work/.git/hooks/x'), said('Done.'), completed], 0, 'executor_reached_outside'],
    ['no program', [], 127, 'executor_missing'],
    ['nothing at all', [], null, 'executor_failed'],
  ] as const)('%s is a failure', ([, events, exitCode, code]) => {
    expect(codeOf(events, exitCode)).toBe(code);
  });
});

test('events are told as a person reads them', () => {
  const events: CodexEvent[] = [
    work,
    { type: 'thread.started', thread_id: 'x' },
    said('I look\naround.'),
    item({ type: 'command_execution', command: 'ls', aggregated_output: 'a.js\n', exit_code: 0 }),
    item({ type: 'file_change', changes: [{ path: '/work/a.js', kind: 'update' }] }),
    { type: 'error', message: 'Reconnecting' },
    failedWith('no more'),
  ];
  expect(events.flatMap(codexLines)).toEqual([
    'I look',
    'around.',
    '$ ls',
    'a.js',
    'exit code 0',
    'update /work/a.js',
    'error: Reconnecting',
    'failed: no more',
  ]);
});
