import assert from 'node:assert/strict';
import type { PromptError } from '../prompt-error.ts';
import type { FakeOllama, Scenario } from '../testing/fake-ollama.ts';
import type { ModelQuestion, PromptModel } from './model-port.ts';

export interface ModelConformanceSubject {
  /** With patience for a slow machine. */
  readonly model: PromptModel;
  /** The same with a fraction of a second, for servers that never answer. */
  readonly impatient: PromptModel;
  /** The server that it asks; its answer where all is well is `{"word":"yes"}`. */
  readonly server: FakeOllama;
}

const question: ModelQuestion = {
  messages: [
    { role: 'system', content: 'Answer in JSON.' },
    { role: 'user', content: 'Yes or no?' },
  ],
  schema: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'], additionalProperties: false },
};
const never = new AbortController().signal;

/** The failures of a server, and what a driver has to make of them. */
const failures: [Scenario, PromptError['code']][] = [
  ['busy', 'model_busy'],
  ['500', 'model_failed'],
  ['refuses', 'model_refused'],
  ['error line', 'model_failed'],
  ['without an end', 'model_failed'],
  ['not ollama', 'model_failed'],
  ['cut off by the line', 'model_unreachable'],
  ['cut off by length', 'model_answer_unusable'],
  ['silent', 'model_timed_out'],
  ['silent in the middle', 'model_timed_out'],
  ['drips', 'model_timed_out'],
];

/** What every driver of a model passes. */
export const modelConformance: { readonly name: string; readonly run: (subject: ModelConformanceSubject) => Promise<void> }[] = [
  {
    name: 'gives the answer as it was written, and what it cost',
    async run({ model }) {
      const answer = await model.answer(question, never);
      assert.deepEqual(answer, { text: '{"word":"yes"}', thoughts: '', inputTokens: 321, outputTokens: 45 });
    },
  },
  {
    name: 'sends the question as it is, with the schema, and asks for a short and cool answer',
    async run({ model, server }) {
      await model.answer(question, never);
      const body = JSON.stringify(server.requests.at(-1)?.body);
      for (const each of [...question.messages, question.schema]) assert.ok(body.includes(JSON.stringify(each)), body);
      for (const setting of [`"model":"${model.name}"`, `${model.answerTokens}`, '"temperature":0.1'])
        assert.ok(body.includes(setting), setting);
    },
  },
  ...failures.map(([scenario, code]) => ({
    name: `makes ${code} of a server with the scenario «${scenario}»`,
    async run({ impatient, model, server }: ModelConformanceSubject) {
      server.next(scenario);
      await assert.rejects((code === 'model_timed_out' ? impatient : model).answer(question, never), (error: PromptError) => {
        assert.equal(error.code, code, error.message);
        assert.ok(error.message.length > 20 && error.message.length < 900, error.message);
        return true;
      });
      assert.equal((await model.answer(question, never)).text, '{"word":"yes"}', 'and the next question is answered');
    },
  })),
  {
    name: 'makes model_missing of a model that is not there',
    async run({ model, server }) {
      server.models.clear();
      await assert.rejects(model.answer(question, never), (error: PromptError) => error.code === 'model_missing');
    },
  },
  {
    name: 'makes model_timed_out of a server that takes connections and answers nothing, and model_unreachable of none',
    async run({ impatient, model, server }) {
      server.hang(true);
      await assert.rejects(impatient.answer(question, never), (error: PromptError) => error.code === 'model_timed_out');
      await server.kill();
      await assert.rejects(model.answer(question, never), (error: PromptError) => error.code === 'model_unreachable');
    },
  },
  {
    name: 'keeps thoughts apart, where there are some in spite of all',
    async run({ model, server }) {
      server.next('thinks aloud');
      const { text, thoughts } = await model.answer(question, never);
      assert.equal(text, '{"word":"yes"}');
      assert.ok(thoughts.startsWith('Hm.'));
    },
  },
  {
    name: 'stops when it is aborted, before and in the middle, and leaves no connection open',
    async run({ model, server }) {
      const reason = new Error('enough');
      await assert.rejects(model.answer(question, AbortSignal.abort(reason)), (error) => error === reason);
      const controller = new AbortController();
      server.next('drips');
      const answer = model.answer(question, controller.signal);
      setTimeout(() => controller.abort(reason), 60);
      await assert.rejects(answer, (error) => error === reason);
      // It waits for all connections to end, so it would hang with one left.
      await server.close();
    },
  },
];
