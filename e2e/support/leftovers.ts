import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from './git.ts';

/** What must not be there when nothing is under way: processes of sandboxes, workspaces, lock files and worktrees of this home. */
export async function findLeftovers(home: string): Promise<string[]> {
  const mirrors = join(home, 'mirrors');
  const [workspaces, besideMirrors, warm] = await Promise.all([
    readdir(join(home, 'workspaces')),
    readdir(mirrors),
    readdir(join(home, 'warm')).catch(() => []),
  ]);
  const found = [
    ...sandboxProcesses(home),
    ...containers(home),
    ...gitProcesses(mirrors),
    ...workspaces.map((name) => `workspaces/${name}`),
    ...warm.map((name) => `warm/${name}`),
    ...besideMirrors.filter((name) => !name.endsWith('.git')).map((name) => `mirrors/${name}`),
  ];
  for (const name of besideMirrors.filter((entry) => entry.endsWith('.git'))) {
    const directory = join(mirrors, name);
    const files = await readdir(directory, { recursive: true });
    // Half written packs of a git that was killed (`tmp_pack_…`) are git's own to remove, with the next `gc`.
    const locks = files.filter((file) => file.endsWith('.lock') || file.startsWith('worktrees'));
    found.push(...locks.map((file) => `mirrors/${name}/${file}`));
    const worktrees = (await git(directory, 'worktree', 'list', '--porcelain')).match(/^worktree /gm) ?? [];
    if (worktrees.length !== 1) found.push(`mirrors/${name} has ${worktrees.length} worktrees`);
  }
  return found;
}

/** The engine's name for this home, by which its sandboxes are marked. */
export const installationOf = (home: string) => createHash('sha256').update(home).digest('hex').slice(0, 12);

/** Of the engine that the driver uses; none where none answers. */
function containers(home: string): string[] {
  const socket = process.env['DEVTEAM_ENGINE_SOCKET'] ?? '/var/run/docker.sock';
  const { status, stdout } = spawnSync(
    'docker',
    [
      '-H',
      `unix://${socket}`,
      'ps',
      '-a',
      '--filter',
      `label=devteam.installation=${installationOf(home)}`,
      '--format',
      '{{.ID}} {{.Status}}',
    ],
    { encoding: 'utf8' },
  );
  return status === 0
    ? stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => `container ${line}`)
    : [];
}

function sandboxProcesses(home: string): string[] {
  return processesWith((pid) => {
    const environment = textOf(`/proc/${pid}/environ`).split('\0');
    const isOurs = environment.some((line) => line.startsWith(`DEVTEAM_SANDBOX_OWNER=${installationOf(home)}/`));
    return isOurs && environment.some((line) => line.startsWith('DEVTEAM_SANDBOX='));
  });
}

const gitProcesses = (mirrors: string): string[] => processesWith((pid) => textOf(`/proc/${pid}/cmdline`).includes(mirrors));

function processesWith(isMeant: (pid: number) => boolean): string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((entry) => isMeant(Number(entry)))
    .map((entry) => `process ${entry}: ${textOf(`/proc/${entry}/cmdline`).replaceAll('\0', ' ')}`);
}

/** Empty for a process that has ended, or is a zombie. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
