import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ScratchDirectory {
  readonly path: string;
  remove(): Promise<void>;
}

/** A folder of its own for one test file. Others may pass through it: the embedded PostgreSQL of root is somebody else. */
export async function makeScratchDirectory(name: string): Promise<ScratchDirectory> {
  const path = await mkdtemp(join(tmpdir(), `devteam-e2e-${name}-`));
  await chmod(path, 0o755);
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}
