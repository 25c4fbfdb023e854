import { cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@devteam/task-list';
import { type Example, loadExamples } from '../../../examples/examples.ts';
import { git } from '../../support/git.ts';
import type { Files } from '../exercises/index.ts';
import { formAnswer } from './answer-forms.ts';
import type { Ask } from './ask.ts';
import { changesOf } from './changed-lines.ts';
import type { Move } from './open-model-server.ts';

interface Recorded {
  title: string;
  before: Files;
  /** What the files are after each recorded attempt, by path. */
  attempts: Files[];
}

/**
 * A model that answers the tasks of the five examples with what is recorded for them, in the form that Aider asks for: its nth answer to a task is the
 * nth recorded attempt. Which task is meant is told by the first of their titles in the prompt.
 */
export async function playRecordings(): Promise<(ask: Ask) => Move> {
  const recorded = (await Promise.all(loadExamples().map(readExample))).flat();
  const turns = new Map<Recorded, number>();
  return (ask) => {
    const prompt = ask.messages.findLast((message) => recorded.some(({ title }) => message.includes(title)));
    const [found] = recorded
      .flatMap((task) => {
        const at = prompt?.indexOf(task.title) ?? -1;
        return at < 0 ? [] : [{ task, at }];
      })
      .toSorted((a, b) => a.at - b.at || b.task.title.length - a.task.title.length);
    if (!found) return { does: 'refuse', status: 400, code: 'no_task', message: 'The prompt names no task of the examples' };
    const { attempts, before } = found.task;
    const turn = turns.get(found.task) ?? 0;
    turns.set(found.task, turn + 1);
    const answer = attempts[Math.min(turn, attempts.length - 1)] ?? {};
    const { text } = formAnswer('aider diff', {
      prose: 'This is what the task asks for.',
      changes: changesOf(before, answer),
      whole: answer,
    });
    return { does: 'reply', reply: { text, calls: [], finish: 'stop' } };
  };
}

/** Applies what is recorded in the order in which it lands, and looks at the files in between. */
async function readExample(example: Example): Promise<Recorded[]> {
  const work = await mkdtemp(join(tmpdir(), 'devteam-recordings-'));
  try {
    await cp(example.repositoryPath, work, { recursive: true });
    await git(work, 'init', '-q', '-b', example.branch);
    await git(work, 'add', '-A');
    await git(work, 'commit', '-q', '-m', 'Start');
    const list = parse(await readFile(join(work, example.taskList)), { path: example.taskList });
    const tasks: Recorded[] = [];
    for (const id of [...example.expected.completed, ...example.expected.review]) {
      const folder = join(example.recordingsPath, id);
      const before = await readFiles(work);
      const attempts: Files[] = [];
      for (const patch of (await readdir(folder)).filter((name) => name.endsWith('.patch')).toSorted()) {
        await git(work, 'reset', '-q', '--hard');
        await git(work, 'clean', '-qfd');
        await git(work, 'apply', join(folder, patch));
        attempts.push(await readFiles(work));
      }
      await git(work, 'add', '-A');
      await git(work, 'commit', '-q', '-m', id);
      const title = list.tasks.find((task) => task.id === id || task.key === id)?.title ?? '';
      if (title === '') throw new Error(`${example.project.id} has no task ${id}`);
      tasks.push({ title, before, attempts });
    }
    return tasks;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function readFiles(work: string): Promise<Files> {
  const paths = (await git(work, 'ls-files', '--cached', '--others', '--exclude-standard')).split('\n').filter(Boolean);
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(join(work, path), 'utf8')] as const)));
}
