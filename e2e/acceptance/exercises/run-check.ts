import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Exercise, Files } from './exercise.ts';

export async function writeFiles(directory: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
}

/** Runs the tests of an exercise where its files lie, as a check of a project would be run. */
export function runCheck({ check }: Exercise, directory: string): Promise<{ passed: boolean; output: string }> {
  const [program, ...args] = check;
  return new Promise((resolve) => {
    const started = execFile(program, args, { cwd: directory, timeout: 120_000, env: checkEnvironment() }, (error, stdout, stderr) => {
      resolve({
        passed: error === null,
        output: `${stdout}\n${stderr}\n${started.exitCode === null && error ? error.message : ''}`.trim(),
      });
    });
  });
}

/** Node's own test runner changes what it prints when it runs below another one. */
function checkEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(NODE_|VITEST|GIT_)/.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    PYTHONDONTWRITEBYTECODE: '1',
    GOFLAGS: '-mod=mod',
  };
}
