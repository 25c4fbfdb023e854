import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getExercise } from './exercises/index.ts';
import { formAnswer } from './model-server/answer-forms.ts';
import { changesOf } from './model-server/changed-lines.ts';
import { countTokens } from './model-server/count-tokens.ts';
import { type ModelServer, openModelServer } from './model-server/open-model-server.ts';

const said = 'Done: '.concat('a long answer '.repeat(40));
const call = { name: 'bash', input: { command: 'ls' } };
let server: ModelServer;
beforeAll(async () => {
  server = await openModelServer(({ text }) => {
    const lastWord = /\w+$/.exec(text)?.[0];
    if (lastWord === 'cut') return { does: 'cut', reply: { text: said, calls: [], finish: 'stop' } };
    if (lastWord === 'refuse') return { does: 'refuse', status: 429, code: 'slow', message: 'Slow down.', headers: { 'retry-after': '3' } };
    return { does: 'reply', reply: { text: said, calls: lastWord === 'call' ? [call] : [], finish: 'stop' } };
  });
});
afterAll(() => server.close());

/** What a client sends, and where in an answer the words, calls and counts stand: streamed, in all that was sent. */
const protocols = [
  {
    path: '/openai/v1/chat/completions',
    body: (text: string) => ({ model: 'm', messages: [{ role: 'user', content: text }] }),
    counts: (answer: string) => [/"prompt_tokens":(\d+)/, /"completion_tokens":(\d+)/].map((each) => Number(each.exec(answer)?.[1])),
  },
  {
    path: '/openai/v1/responses',
    body: (text: string) => ({ model: 'm', input: [{ role: 'user', content: [{ type: 'input_text', text }] }] }),
    counts: (answer: string) => [/"input_tokens":(\d+)/, /"output_tokens":(\d+)/].map((each) => Number(each.exec(answer)?.[1])),
  },
  {
    path: '/anthropic/v1/messages',
    body: (text: string) => ({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: [{ type: 'text', text }] }] }),
    counts: (answer: string) => [/"input_tokens":(\d+)/, /"output_tokens":([1-9]\d*)/].map((each) => Number(each.exec(answer)?.[1])),
  },
  {
    path: '/ollama/api/chat',
    body: (text: string) => ({ model: 'm', messages: [{ role: 'user', content: text }] }),
    counts: (answer: string) => [/"prompt_eval_count":(\d+)/, /"eval_count":(\d+)/].map((each) => Number(each.exec(answer)?.[1])),
  },
] as const;

const ask = (path: string, body: object, stream: boolean) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer run-key', 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, stream }),
  });

describe.for(protocols)('the scripted model at $path', ({ body, counts, path }) => {
  test.for([false, true])('answers with words, calls and counts; streamed: %s', async (stream) => {
    const response = await ask(path, body('Please call'), stream);
    expect(response.headers.get('content-type')).toMatch(stream ? /event-stream|ndjson/ : /json/);
    const answer = await response.text();
    const pieces = [...answer.matchAll(/"(?:content|text|response|partial_json|arguments|input)":\s*"((?:[^"\\]|\\.)*)"/g)].map(
      ([, text]) => text,
    );
    expect(pieces.join('')).toContain('a long answer');
    expect(answer).toMatch(/"name":"bash"/);
    expect(counts(answer.split('\n').toReversed().join('\n'))).toEqual([
      countTokens('Please call'),
      countTokens(`${said}\n${JSON.stringify(call.input)}`),
    ]);
    expect(server.asked.at(-1)?.ask).toMatchObject({ model: 'm', key: 'run-key', isStreamed: stream });
  });

  test('refuses with a status and its headers, and ends in the middle', async () => {
    const refused = await ask(path, body('refuse'), true);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3']);
    await expect(ask(path, body('cut'), true).then((response) => response.text())).rejects.toThrow(/terminated|other side/);
  });
});

test('what is no question to a model is answered as providers do', async () => {
  const get = (path: string) => fetch(`${server.url}${path}`).then((response) => response.text());
  expect(await get('/ollama/api/tags')).toContain('qwen3:8b');
  expect(await get('/openai/v1/models')).toContain('gpt-5');
  expect(await get('/')).toBe('Ollama is running');
  expect((await fetch(`${server.url}/elsewhere`)).status).toBe(404);
});

test('one description of an answer in the form of each agent', () => {
  const { files, right } = getExercise('leap-year');
  const parts = { prose: 'So.', changes: changesOf(files, right), whole: right };
  const [form, ...rest] = [formAnswer('aider diff', parts).text, formAnswer('aider whole', parts).text];
  expect(form).toMatch(
    /^So\.\n\nleap\.js\n```\n<{7} SEARCH\n[^]*return year % 4 === 0;\n\}\n={7}\n[^]*year % 400 === 0;\n\}\n>{7} REPLACE\n```$/,
  );
  expect(rest).toEqual([`So.\n\nleap.js\n\`\`\`\n${right['leap.js']}\`\`\``]);
  const patch = formAnswer('opencode', parts).calls[0]?.input;
  expect(patch).toEqual({
    patchText: [
      '*** Begin Patch',
      '*** Update File: leap.js',
      '@@',
      ' /** Whether a year has a 29th of February. */',
      ' export function isLeapYear(year) {',
      '-  return year % 4 === 0;',
      '+  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;',
      ' }',
      '*** End Patch',
    ].join('\n'),
  });
  expect(JSON.stringify(formAnswer('codex', parts).calls)).toContain(
    JSON.stringify(`apply_patch <<'EOF'\n${(patch as { patchText: string }).patchText}\nEOF\n`),
  );
});
