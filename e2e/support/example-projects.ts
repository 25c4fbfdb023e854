import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { NewProject } from '@devteam/engine/store';
import { type Example, loadExamples } from '../../examples/examples.ts';
import { git } from './git.ts';

/** One of the five examples with a remote of its own. */
export interface ExampleProject {
  example: Example;
  project: NewProject;
  remote: string;
  firstCommit: string;
}

/**
 * New remotes of all examples below a folder; the ids of their projects end in `suffix`, so that one database can hold many runs. The sandboxes are
 * dealt out to the projects in turn.
 */
export async function makeExampleProjects(
  directory: string,
  suffix: string,
  speed: number,
  sandboxes: readonly string[] = ['process'],
): Promise<ExampleProject[]> {
  return Promise.all(
    loadExamples().map(async (example, index): Promise<ExampleProject> => {
      const id = `${example.project.id}${suffix}`;
      const work = join(directory, 'work', id);
      const remote = join(directory, 'remotes', `${id}.git`);
      await mkdir(join(remote, '..'), { recursive: true });
      await cp(example.repositoryPath, work, { recursive: true });
      await git(work, 'init', '-q', '-b', example.branch);
      await git(work, 'add', '-A');
      await git(work, 'commit', '-q', '-m', 'Start');
      await git(directory, 'clone', '-q', '--bare', work, remote);
      return {
        example,
        remote,
        firstCommit: await git(work, 'rev-parse', 'HEAD'),
        project: {
          id,
          customer: example.customer,
          name: example.project.name,
          repositoryUrl: remote,
          branch: example.branch,
          taskListPath: example.taskList,
          executor: 'replay',
          sandbox: sandboxes[index % sandboxes.length] ?? 'process',
          settings: { recordings: example.recordingsPath, speed, investigate: false },
        },
      };
    }),
  );
}
