import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openRepository } from '@devteam/drivers/repository';
import { createBubblewrapSandboxDriver } from '@devteam/drivers/sandbox';
import { hermeticEnvironment } from './hermetic-environment.ts';
import { type Table, median } from './table.ts';

/** How long it takes until the files of a large repository lie there to be worked on, ours against a clone that shares the objects, medians of so many rounds. */
export async function measureWorkspaces(home: string, files: number, rounds: number): Promise<Table> {
  const environment = hermeticEnvironment(join(home, 'person'));
  const origin = makeRepository(join(home, 'origin'), files, environment);
  const repository = openRepository({ directory: join(home, 'mirror.git'), url: origin });
  const { branches } = await repository.sync();
  const commit = branches['main'] ?? '';
  const driver = createBubblewrapSandboxDriver();
  const times = { clone: [] as number[], checkout: [] as number[], handed: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    const timed = async (body: (folder: string) => Promise<unknown>) => {
      const folder = join(home, `round-${round}-${performance.now()}`, 'work');
      const since = performance.now();
      await body(folder);
      const ms = performance.now() - since;
      if (readdirSync(join(folder, 'area-0')).length === 0) throw new Error(`${folder} is empty`);
      rmSync(join(folder, '..'), { recursive: true });
      return ms;
    };
    const clone = await timed((folder) =>
      promisify(execFile)('git', ['clone', '--quiet', '--shared', origin, folder], { env: environment }),
    );
    const checkout = await timed((folder) => repository.checkout(commit, folder));
    const handed = await timed(async (folder) => {
      await repository.checkout(commit, folder);
      const sandbox = await driver.create({ id: `bench/${round}`, directory: folder });
      await sandbox.run({ command: ['true'], timeoutMs: 60_000 });
      await sandbox.close();
    });
    if (round === 0) continue;
    times.clone.push(clone);
    times.checkout.push(checkout);
    times.handed.push(handed);
  }
  const base = median(times.clone);
  const row = (name: string, all: number[]) => [name, median(all).toFixed(0), (median(all) / base).toFixed(2)];
  return [
    [`workspace of ${files} files`, 'p50, ms', '/ clone'],
    row('git clone --shared of the repository', times.clone),
    row('checkout of the mirror', times.checkout),
    row('the same, handed to a sandbox that ran a command and was closed', times.handed),
  ];
}

function makeRepository(folder: string, files: number, env: Record<string, string>): string {
  for (let index = 0; index < files; index += 1) {
    const place = join(folder, `area-${index % 40}`, `part-${index % 400}`);
    if (index < 400) mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `file-${index}.txt`), `File ${index}\n${'A line of a file that is like many others.\n'.repeat(20)}`);
  }
  const git = (...words: string[]) => execFileSync('git', ['-C', folder, ...words], { env, stdio: 'ignore' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Start');
  return folder;
}
