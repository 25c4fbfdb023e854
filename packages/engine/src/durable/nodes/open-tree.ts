import { dirname, join } from 'node:path';
import type { Sandbox } from '@devteam/drivers/sandbox';
import { findImage } from './find-image.ts';
import type { NodeContext } from './node-context.ts';
import { keptOutputCharacters, sandboxLimits } from './sandbox-limits.ts';
import { registryEnvironment } from './way-out.ts';

/** A sandbox with exactly the tree of one commit. */
export interface TreeSandbox {
  readonly context: NodeContext;
  readonly sandbox: Sandbox;
  /** So that package managers find the registries that are let through. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Lets `body` work in a fresh sandbox with the tree of a commit. `plan` sees the folder before anything ran in it, and says for how long it will be needed; null:
 * not at all.
 */
export async function inTree<T, P extends { timeoutSeconds: number }>(
  context: NodeContext,
  where: { commit: string; folder: 'work' | 'again' | 'base' | `experiment-${number}`; plan: (directory: string) => Promise<P | null> },
  body: (place: TreeSandbox, plan: P) => Promise<T>,
  signal: AbortSignal,
): Promise<T | null> {
  const { project } = context;
  const directory = join(dirname(context.workspace), where.folder);
  await context.repository.checkout(where.commit, directory, { signal });
  const plan = await where.plan(directory);
  if (!plan) return null;
  const { timeoutSeconds } = plan;
  const image = await findImage(context, where.commit, signal);
  const driver = await context.getSandboxDriver(image);
  const access = await context.openWayOut({ model: false, timeoutSeconds });
  try {
    const sandbox = await driver.create({
      id: context.claim,
      directory,
      labels: { project: project.id, customer: project.customerId },
      image,
      limits: { ...sandboxLimits(project.settings, timeoutSeconds), outputTailCharacters: keptOutputCharacters },
      ...(access ? { gatewaySocket: access.run.socketPath } : {}),
    });
    try {
      const { registries = [] } = project.settings;
      const env = access && sandbox.gatewayUrl !== null ? registryEnvironment(sandbox.gatewayUrl, access.run.key, registries) : {};
      return await body({ context, sandbox, env }, plan);
    } finally {
      await sandbox.close();
    }
  } finally {
    await access?.close();
  }
}
