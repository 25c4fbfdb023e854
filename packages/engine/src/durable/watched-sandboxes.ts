import { SandboxError, type SandboxDriver } from '@devteam/drivers/sandbox';
import type { ServiceRow } from '../store/index.ts';

/** A driver that tells when its sandboxes can no longer be made, and when they can again; nothing in between. */
export function watchedSandboxes(driver: SandboxDriver, onService: (service: ServiceRow) => void): SandboxDriver {
  let state: ServiceRow['state'] | undefined;
  const tell = (next: Pick<ServiceRow, 'state' | 'why' | 'next'>) => {
    if (state === next.state) return;
    state = next.state;
    onService({ name: `sandbox ${driver.name}`, since: new Date(), ...next });
  };
  return {
    ...driver,
    create: async (spec) => {
      try {
        const sandbox = await driver.create(spec);
        tell({ state: 'up', why: null, next: null });
        return sandbox;
      } catch (error) {
        // An image that is not there is the trouble of one project.
        if (error instanceof SandboxError && error.code === 'sandbox_unavailable' && spec.image === undefined)
          tell({ state: 'down', why: error.message, next: 'tasks that need it wait, and try again by themselves' });
        throw error;
      }
    },
  };
}
