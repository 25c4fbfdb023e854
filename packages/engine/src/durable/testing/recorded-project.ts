import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NewProject, ProjectSettings } from '../../store/index.ts';

export const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args], { cwd, encoding: 'utf8' }).trim();

export interface RecordedTask {
  id: string;
  title: string;
  /** How long the executor takes; `speed: 1` keeps to it. */
  delaySeconds?: number;
}

export interface RecordedProject {
  project: NewProject;
  remote: string;
  branch: 'main';
}

export const listOf = (tasks: readonly RecordedTask[]): string =>
  ['# Tasks', '', ...tasks.map(({ id, title }) => `- [ ] ${id} ${title}`), ''].join('\n');

/** A repository with a list, a remote, and for each task a recorded change that adds the file `pieces/<id>`. */
export function makeRecordedProject(
  home: string,
  id: string,
  {
    list,
    settings = {},
    tasks,
  }: { tasks: readonly RecordedTask[]; settings?: ProjectSettings; /** Default: a line a task. */ list?: string },
): RecordedProject {
  const work = join(home, 'work', id);
  const remote = join(home, 'remotes', `${id}.git`);
  const recordings = join(home, 'recordings', id);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  write(join(work, 'task_lists.md'), list ?? listOf(tasks));
  write(join(work, 'README.md'), `# ${id}\n`);
  git(work, 'init', '-q', '-b', 'main');
  git(work, 'add', '-A');
  git(work, 'commit', '-q', '-m', 'Start');
  mkdirSync(dirname(remote), { recursive: true });
  git(home, 'clone', '-q', '--bare', work, remote);
  for (const task of tasks) {
    const path = `pieces/${task.id}`;
    const patch = `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+${task.title}\n`;
    for (const attempt of [1, 2, 3]) {
      write(join(recordings, task.id, `${attempt}.patch`), patch);
      write(join(recordings, task.id, `${attempt}.json`), JSON.stringify({ delaySeconds: task.delaySeconds ?? 0, stdout: 'at work\n' }));
    }
  }
  const [customer = id] = id.split('/');
  return {
    remote,
    branch: 'main',
    project: {
      id,
      customer: { id: customer, name: customer },
      name: id,
      repositoryUrl: remote,
      taskListPath: 'task_lists.md',
      executor: 'replay',
      sandbox: 'process',
      settings: { recordings, speed: 1, checks: [{ name: 'pieces', command: 'true', timeoutSeconds: 60 }], ...settings },
    },
  };
}
