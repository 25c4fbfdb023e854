import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxDrivers } from '../sandbox-drivers.ts';
import type { SandboxConformanceSubject } from '../sandbox.conformance.ts';
import { startOwner } from './abandoned-owner.ts';

/** Makes subjects of one driver for the suite, each in an installation of its own. */
export interface ConformanceSubjects {
  newSubject(): SandboxConformanceSubject & { installation: string };
  newDirectory(): Promise<string>;
  remove(): Promise<void>;
}

export async function openConformanceSubjects(options: {
  name: string;
  capabilities: SandboxConformanceSubject['capabilities'];
  driverOptions?: Readonly<Record<string, unknown>>;
}): Promise<ConformanceSubjects> {
  const { capabilities, driverOptions = {}, name } = options;
  const root = await mkdtemp(join(tmpdir(), `devteam-${name}-`));
  let count = 0;

  const newDirectory = async () => {
    count += 1;
    const parent = join(root, String(count));
    await mkdir(parent);
    return join(parent, 'work');
  };
  return {
    newDirectory,
    newSubject() {
      count += 1;
      const installation = `test-${process.pid}-${count}`;
      const create = sandboxDrivers[name];
      if (!create) throw new Error(`no driver ${name}`);
      const all = { ...driverOptions, installation };
      return {
        installation,
        driver: create(all),
        capabilities,
        newDirectory,
        async abandon(spec, command) {
          const owner = startOwner(name, all, spec, command);
          await owner.isUp;
          await owner.kill();
        },
      };
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
