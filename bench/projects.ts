import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hermeticEnvironment } from './hermetic-environment.ts';
import { benchTasks, firstFiles, listPath } from './project-files.ts';

export const branch = 'main';

/** What all runs share: the first commit, the recordings of its twenty tasks, and what must come out. */
export interface Material {
  /** Bare repository that each run's remote is a copy of. */
  origin: string;
  /** `<task id>/1.patch`, as the replay executor and the shell loop read them. */
  recordings: string;
  /** What `fingerprint` says of the work of all tasks. */
  expected: string;
  /** The list with every task ticked off and nothing else changed. */
  expectedList: string;
  environment: Record<string, string>;
}

export interface Remote {
  /** Bare repository, in the place of a Git host. */
  path: string;
}

export function makeMaterial(home: string): Material {
  const environment = hermeticEnvironment(join(home, 'person'));
  const work = join(home, 'material', 'work');
  const origin = join(home, 'material', 'origin.git');
  const recordings = join(home, 'material', 'recordings');
  const git = gitIn(work, environment);

  writeFiles(work, firstFiles);
  git('init', '--quiet', `--initial-branch=${branch}`);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Start');
  git('clone', '--quiet', '--bare', work, origin);
  for (const { files, id } of benchTasks) {
    writeFiles(work, files);
    git('add', '--all');
    writeFiles(join(recordings, id), { '1.patch': `${git('diff', '--cached')}\n` });
    git('commit', '--quiet', '--message', id);
  }
  return {
    origin,
    recordings,
    expected: fingerprint(join(work, '.git'), environment),
    expectedList: (firstFiles[listPath] ?? '').replaceAll('- **Status**: pending', '- **Status**: completed'),
    environment,
  };
}

/** A fresh remote that has the first commit only. */
export function makeRemote(material: Material, path: string): Remote {
  mkdirSync(dirname(path), { recursive: true });
  gitIn(dirname(path), material.environment)('clone', '--quiet', '--bare', '--no-hardlinks', material.origin, path);
  return { path };
}

/** Fields that only the engine writes into a finished task. */
const completionField = /^- \*\*(?:Actual Duration|Completed|Execution Summary)\*\*: .*\n/gm;

/** Throws unless the remote has what twenty landed tasks leave: a commit each, the tick in it, and exactly the recorded files. */
export function checkOutcome(material: Material, { path }: Remote): void {
  const git = gitIn(path, material.environment);
  const refuse = (what: string) => {
    throw new Error(`${path} has not come to its expected end: ${what}`);
  };
  const landed = Number(git('rev-list', '--count', branch)) - 1;
  if (landed !== benchTasks.length) refuse(`${landed} commits have landed instead of ${benchTasks.length}`);
  const ticking = Number(git('rev-list', '--count', `${branch}~${landed}..${branch}`, '--', listPath));
  if (ticking !== landed) refuse(`${ticking} of ${landed} commits tick a task off`);
  if (fingerprint(path, material.environment) !== material.expected) refuse('its tree is not the recorded one');
  const list = `${git('show', `${branch}:${listPath}`)}\n`.replaceAll(completionField, '');
  if (list.trimEnd() !== material.expectedList.trimEnd()) refuse(`the list differs by more than its completion fields:\n${list}`);
}

/** Every file of the branch's tree with its mode and content, the list apart. */
function fingerprint(gitDirectory: string, environment: Record<string, string>): string {
  return gitIn(gitDirectory, environment)('ls-tree', '-r', '--full-tree', branch)
    .split('\n')
    .filter((line) => !line.endsWith(`\t${listPath}`))
    .join('\n');
}

function gitIn(directory: string, environment: Record<string, string>) {
  return (...args: string[]): string => execFileSync('git', args, { cwd: directory, env: environment, encoding: 'utf8' }).trimEnd();
}

function writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}
