import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { initialize } from '../commands/refs.ts';
import { fetchBranches } from '../commands/remote.ts';
import type { Mirror, RunOptions } from './mirror.ts';

/**
 * Highest in precedence, so that no `.gitattributes` of any commit or version of git changes what a diff or a merge sees. (Checkout and
 * collect do not ask git for attributes at all.)
 */
const attributes = '* -text !eol !crlf !ident !filter !working-tree-encoding !diff !merge !conflict-marker-size !export-subst\n';

/** Makes the mirror under a passing name and fills it; `finish` may add to it before it gets its real name in one step. */
export async function clone(
  mirror: Mirror,
  { target, started, signal, finish }: RunOptions & { target: string; finish?: (gitDirectory: string) => Promise<void> },
): Promise<void> {
  const passing = `${mirror.directory}.passing-${randomUUID()}`;
  const options = { gitDirectory: passing, signal, ...(started && { started }) };
  try {
    await mirror.run(initialize(), options);
    await mkdir(join(passing, 'info'), { recursive: true });
    await writeFile(join(passing, 'info', 'attributes'), attributes);
    await mirror.run(fetchBranches(mirror.address.url), options);
    await finish?.(passing);
    await rename(passing, target);
  } catch (error) {
    await rm(passing, { recursive: true, force: true });
    throw error;
  }
}
