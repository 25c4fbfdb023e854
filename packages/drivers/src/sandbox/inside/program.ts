import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** The runner and what it imports, relative to the folder above. */
const sources = [
  'inside/runner.ts',
  'inside/frames.ts',
  'local-command.ts',
  'end-processes.ts',
  'process-table.ts',
  'linux-process-table.ts',
  'running-process.ts',
];

/** In a process of its own, which does not tell the user of DevTeam that this is an experiment of Node's. */
const strip = `let text = '';
process.stdin.on('data', (chunk) => { text += chunk; }).on('end', () => {
  const { stripTypeScriptTypes } = require('node:module');
  process.stdout.write(JSON.stringify(JSON.parse(text).map((each) => stripTypeScriptTypes(each))));
});`;

/**
 * Lays the runner out as plain JavaScript, since starting from TypeScript takes Node 100 ms more. Resolves to the folder that holds `inside/runner.mjs`,
 * readable for everybody and named after its content; it is made once.
 */
export async function layOutRunner(parent: string): Promise<string> {
  const texts = await Promise.all(sources.map((source) => readFile(new URL(`../${source}`, import.meta.url), 'utf8')));
  const hash = createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 16);
  const directory = join(parent, `runner-${hash}`);
  if (await stat(directory).catch(() => undefined)) return directory;

  const running = promisify(execFile)(process.execPath, ['--no-warnings', '-e', strip], { maxBuffer: 16 * 1024 * 1024 });
  running.child.stdin?.end(JSON.stringify(texts));
  const programs = JSON.parse((await running).stdout) as string[];
  const making = await mkdtemp(`${directory}.`);
  for (const [index, source] of sources.entries()) {
    const path = join(making, source.replace(/\.ts$/, '.mjs'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, (programs[index] ?? '').replaceAll(/(from '\.[^']*)\.ts'/g, "$1.mjs'"));
    await chmod(path, 0o644);
  }
  for (const folder of [making, join(making, 'inside')]) await chmod(folder, 0o755);
  // Somebody else may have been quicker; theirs is the same.
  await rename(making, directory).catch(() => rm(making, { recursive: true }));
  return directory;
}
