import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { available } from '../../tooling/available.ts';
import { buildPackage } from '../../tooling/build-package.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** The host application's libraries are its own and have to come from somewhere. */
export const hasRegistry = available('registry', await answers());

/** By npm itself, which knows of proxies and of what it has already. */
async function answers(): Promise<boolean> {
  const asked = [
    'view',
    'react@18.3.1',
    'version',
    '--prefer-offline',
    '--fetch-retries=2',
    '--fetch-retry-mintimeout=500',
    '--fetch-retry-maxtimeout=2000',
  ];
  return run('npm', asked).then(
    () => true,
    () => false,
  );
}

/** A copy of the host application in a folder of its own, with its own libraries and our package from its tarball. */
export interface HostApp {
  home: string;
  /** Folder of the package as it is published. */
  published: string;
  /** Runs one of its programs to the end; what it printed. */
  run: (script: string, args: string[], env?: Record<string, string>) => Promise<string>;
  /** Runs a file of its folder; what it printed. */
  runFile: (file: string) => Promise<string>;
}

export async function installHostApp(folder: string): Promise<HostApp> {
  const home = join(folder, 'host-crm');
  const published = join(folder, 'dist');
  const source = join(root, 'examples/host-crm');
  await mkdir(home, { recursive: true });
  // Without what somebody may have installed or built there.
  for (const name of await readdir(source))
    if (!/^(?:node_modules|dist)$/.test(name)) await cp(join(source, name), join(home, name), { recursive: true });

  await buildPackage(join(root, 'packages/redux'), published);
  await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', home, published]);
  const tarball = (await readdir(home)).find((name) => name.endsWith('.tgz'));
  const manifest = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  manifest.dependencies['@devteam/redux'] = `file:${tarball}`;
  await writeFile(join(home, 'package.json'), JSON.stringify(manifest, null, 2));
  await run('npm', ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: home });

  return {
    runFile: async (file) => (await run(process.execPath, [file], { cwd: home })).stdout,
    home,
    published,
    run: async (script, args, env = {}) => {
      const { stderr, stdout } = await run(process.execPath, [join('node_modules', script), ...args], {
        cwd: home,
        env: { ...process.env, NO_COLOR: '1', NODE_ENV: '', ...env },
      });
      return `${stdout}${stderr}`;
    },
  };
}
