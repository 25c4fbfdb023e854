import { mkdtemp, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { getExecutor } from '@devteam/drivers/executor';
import type { ExecutorConformanceSubject, Scenario } from '../../../packages/drivers/src/executor/executor.conformance.ts';
import { openLocalWorkplace } from '../../../packages/drivers/src/executor/testing/local-workplace.ts';
import { type AnswerForm, formAnswer } from '../model-server/answer-forms.ts';
import type { Ask } from '../model-server/ask.ts';
import { changesOf } from '../model-server/changed-lines.ts';
import { type ModelServer, type Move, openModelServer } from '../model-server/open-model-server.ts';
import { runKey } from './agent-stage.ts';

const before = { 'hello.txt': 'hello\n' };
const greeting = { 'hello.txt': 'hello, world\n', 'docs/note.txt': 'noted\n' };

/** What leads a real agent through the scenarios of the executors' suite. */
export async function openConformanceSubject(
  executorName: string,
  form: AnswerForm,
  root: string,
): Promise<{ subject: ExecutorConformanceSubject; server: ModelServer }> {
  const asked = new Set<string>();
  const server = await openModelServer((ask) => answer(ask, form, asked));
  const newDirectory = async () => realpath(await mkdtemp(join(root, 'place-')));
  let count = 0;
  const subject: ExecutorConformanceSubject = {
    executor: getExecutor(executorName),
    newDirectory,
    openWorkplace: async (directory) => openLocalWorkplace(directory, join(await newDirectory(), 'home')),
    fence: form === 'codex' ? 'sandbox' : 'itself',
    arrange: async (scenario) => {
      count += 1;
      return {
        taskKey: '1',
        taskId: '1',
        settings: {},
        prompt: `Greet the world in hello.txt and note it in docs/note.txt. [conformance ${scenario}; run ${count}]`,
        model: { name: 'gpt-5', effort: 'medium', gatewayUrl: server.url, key: runKey },
      };
    },
  };
  return { subject, server };
}

function answer(ask: Ask, form: AnswerForm, asked: Set<string>): Move {
  const [marker, scenario] = /\[conformance ([\w ]+); run \d+\]/.exec(ask.text) ?? [];
  const say = (text: string): Move => ({ does: 'reply', reply: { text, calls: [], finish: 'stop' } });
  if (marker === undefined || (ask.tools.length === 0 && !form.startsWith('aider'))) return say('A greeting');
  const edit = (files: Readonly<Record<string, string>>): Move => ({
    does: 'reply',
    reply: {
      ...formAnswer(form, { prose: 'The greeting now names the world.', changes: changesOf(before, files), whole: files }),
      finish: 'stop',
    },
  });
  if (scenario === ('takes long' satisfies Scenario)) return { does: 'hang' };
  if (scenario === ('fails' satisfies Scenario))
    return { does: 'refuse', status: 401, code: 'invalid_api_key', message: 'Incorrect API key provided.' };
  if (asked.has(marker)) return say('The greeting now names the world.');
  asked.add(marker);
  return edit(scenario === ('reaches outside' satisfies Scenario) ? { ...greeting, '../outside.txt': 'out\n' } : greeting);
}
