import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sampleContext } from '../prompt.conformance.ts';
import { type FakeOllamaOptions, startFakeOllama } from '../testing/fake-ollama.ts';
import { findAdviceQuestion, tokensOf } from './advice-questions.ts';
import { Advice, adviceSchema, findProblems } from './advice.ts';
import { askForAdvice } from './ask-for-advice.ts';
import { findJson } from './find-json.ts';
import { createOllamaClient } from './ollama-client.ts';
import { createOllamaModel } from './ollama-model.ts';

const signal = new AbortController().signal;
const options = {
  model: 'qwen3:8b',
  contextTokens: 8192,
  answerTokens: 1024,
  temperature: 0.1,
  topP: 0.9,
  keepAliveSeconds: -1,
  patience: { firstWordSeconds: 20, silenceSeconds: 20, totalSeconds: 30 },
};

async function start(fake?: FakeOllamaOptions) {
  const server = await startFakeOllama(fake);
  onTestFinished(() => server.close());
  return { server, model: createOllamaModel(createOllamaClient(server.host), { ...options, contextTokens: () => options.contextTokens }) };
}

describe('a model is asked until it answers what can be used', () => {
  test('prose, then broken JSON, then a good one: two retries are recorded', async () => {
    const { model, server } = await start();
    server.next('prose', 'broken json', 'fine');
    const { advice, share } = await askForAdvice(model, sampleContext, { repairs: 2, signal });
    expect(advice).toMatchObject({ focus: 'a text of the model', complexity: 'simple' });
    expect(share.rejected).toEqual(['the answer is prose without any JSON', expect.stringContaining('breaks off')]);
    expect(share).toMatchObject({
      model: 'qwen3:8b',
      host: server.host,
      template: { name: 'advise-on-task', version: 1 },
      inputTokens: 963,
      outputTokens: 135,
    });
    expect(share.questionHash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('each time it is told what was wrong, and shown its last answer only', async () => {
    const { model, server } = await start();
    server.next('wrong schema', 'empty', 'fine');
    const { share } = await askForAdvice(model, sampleContext, { repairs: 2, signal });
    expect(share.rejected[0]).toMatch(/^focus: .*steps: /);
    const asked = server.requests.map((request) => (request.body['messages'] as { role: string; content: string }[]).slice(2));
    expect(asked[0]).toEqual([]);
    expect(asked[1]).toEqual([
      { role: 'assistant', content: '{"something":"else"}' },
      { role: 'user', content: expect.stringContaining('focus: ') },
    ]);
    expect(asked[2]).toEqual([
      { role: 'assistant', content: '' },
      { role: 'user', content: expect.stringContaining('the answer is empty') },
    ]);
  });

  test.each(['fenced', 'thinks aloud', 'think tags'] as const)('«%s» is good enough', async (scenario) => {
    const { model, server } = await start();
    server.next(scenario);
    expect((await askForAdvice(model, sampleContext, { repairs: 0, signal })).share.rejected).toEqual([]);
  });

  test.each(['prose', 'broken json', 'wrong schema', 'empty', 'only thinks', 'cut off by length'] as const)(
    'for ever «%s» is given up after as many retries as allowed',
    async (scenario) => {
      const { model, server } = await start();
      server.always(scenario);
      await expect(askForAdvice(model, sampleContext, { repairs: 1, signal })).rejects.toMatchObject({
        code: 'model_answer_unusable',
        message: expect.stringContaining('answered 2 times what cannot be used'),
      });
      expect(server.requests).toHaveLength(2);
    },
  );

  test('a failure of the server is no answer and is not asked again', async () => {
    const { model, server } = await start();
    server.always('500');
    await expect(askForAdvice(model, sampleContext, { repairs: 2, signal })).rejects.toMatchObject({ code: 'model_failed' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('the question', () => {
  test('holds task, criteria, files and checks, and the last failure where there is one', () => {
    const lastFailure = { attempt: 1, check: 'test', exitCode: 1, why: 'because', outputTail: '12 !== 13', changedFiles: [], diff: null };
    const text =
      findAdviceQuestion({ ...sampleContext, lastFailure }, 6000)
        ?.map((message) => message.content)
        .join('\n') ?? '';
    for (const part of ['A dozen is thirteen', 'Thirteen loaves', 'src/dozen.js', 'npm run lint', '12 !== 13', '"whenItFails"'])
      expect(text).toContain(part);
    const first =
      findAdviceQuestion(sampleContext, 6000)
        ?.map(({ content }) => content)
        .join('\n') ?? '';
    expect(first).not.toContain('An earlier attempt failed');
    // What is said to an executor is not said to a model, which would answer that it did so.
    expect(first).not.toMatch(/yourself|before you end/);
  });

  test('keeps to what the model can read, and is none if the task alone is longer', async () => {
    const files = Array.from({ length: 9 }, (_, n) => ({ path: `src/${n}.js`, reason: 'x', excerpt: 'const a = 1;\n'.repeat(300) }));
    const question = findAdviceQuestion({ ...sampleContext, files }, 5000);
    expect(tokensOf(question ?? [])).toBeLessThanOrEqual(5000);
    expect(question?.[1]?.content).toContain('const a = 1;');
    const long = { ...sampleContext, task: { ...sampleContext.task, description: 'x'.repeat(40_000) } };
    expect(findAdviceQuestion(long, 5000)).toBeUndefined();
    const { model, server } = await start();
    await expect(askForAdvice(model, long, { repairs: 1, signal })).rejects.toMatchObject({ code: 'model_context_exceeded' });
    expect(server.requests).toEqual([]);
  });
});

describe('advice', () => {
  const good = { focus: 'a', steps: ['b'], files: [], constraints: [], verification: [], whenItFails: [], complexity: 'simple' };

  test('the schema that a server gets has the fields of the validator', () => {
    expect(Object.keys(adviceSchema.properties)).toEqual(Object.keys(Advice.shape));
    const form = findJson(findAdviceQuestion(sampleContext, 6000)?.[0]?.content ?? '');
    expect('value' in form && findProblems({ ...form.value, focus: 'x' })).toBeUndefined();
    expect('value' in form && findProblems(form.value)).toBe('focus: must say what has to be true at the end, not repeat the example');
    expect(adviceSchema.required).toEqual(Object.keys(Advice.shape));
    expect(findProblems(good)).toBeUndefined();
    for (const field of adviceSchema.required) expect(findProblems({ ...good, [field]: undefined })).toContain(field);
  });

  test('too much of it is cut and not refused; nothing at all is refused', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ' ', '\n', '`', '\0', '\uD800', '\u{1F600}', 'word '), minLength: 1, maxLength: 900 }),
        fc.integer({ min: 1, max: 12 }),
        (text, count) => {
          fc.pre(text.trim() !== '');
          const { focus, steps } = Advice.parse({ ...good, focus: text, steps: Array.from({ length: count }, () => text) });
          expect(focus.length).toBeLessThanOrEqual(401);
          expect(steps.length).toBeLessThanOrEqual(8);
        },
      ),
      { numRuns: 12 },
    );
    expect(findProblems({ ...good, focus: ' ' })).toBe('focus: must not be empty');
    expect(findProblems({ ...good, steps: ['', ' '] })).toBe('steps: must name at least one step');
    expect(findProblems([])).toMatch(/^the answer: /);
  });
});
