import { tmpdir } from 'node:os';
import { runInstaller } from './run-installer.ts';

/** Aider's packages have wheels for these. */
const versions = ['3.12', '3.11', '3.10'] as const;
const question = 'import sys, venv, ensurepip; print("%d.%d %s" % (sys.version_info[0], sys.version_info[1], sys.executable))';

/**
 * A Python that Aider can be installed for: its absolute path, or what was tried. The system's own come first, since a sandbox sees them anyway. A
 * program of the right name may still be a signpost that leads nowhere, so each is asked.
 */
export async function findPython(): Promise<{ readonly python: string } | { readonly tried: readonly string[] }> {
  const names = [
    ...versions.map((version) => `/usr/bin/python${version}`),
    ...versions.map((version) => `python${version}`),
    '/usr/bin/python3',
    'python3',
  ];
  const tried: string[] = [];
  for (const name of names) {
    const { exitCode, tail } = await runInstaller([name, '-c', question], { cwd: tmpdir() });
    const [, version, path] = /^(\d+\.\d+) (\/.+)$/m.exec(tail) ?? [];
    if (exitCode === 0 && path !== undefined && versions.some((each) => each === version)) return { python: path };
    tried.push(exitCode === 127 ? `${name}: not there` : `${name}: ${version ?? tail.split('\n').at(-1) ?? ''}`);
  }
  return { tried };
}
