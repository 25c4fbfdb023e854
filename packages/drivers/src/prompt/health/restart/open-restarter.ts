import type { ModelSettings } from '../../model-settings.ts';
import { childRestarter } from './child-restarter.ts';
import { composeRestarter, containerRestarter, systemdRestarter } from './command-restarter.ts';
import type { ServiceRestarter } from './restart-port.ts';

/** Null: nobody here may restart it. */
export function openRestarter(restart: ModelSettings['restart']): ServiceRestarter | null {
  switch (restart.by) {
    case 'nobody':
      return null;
    case 'systemd':
      return systemdRestarter(restart.unit, { isUser: restart.isUser });
    case 'compose':
      return composeRestarter(restart.file, restart.service);
    case 'container':
      return containerRestarter(restart.name);
    case 'child': {
      const [program = '', ...args] = restart.command;
      return childRestarter([program, ...args]);
    }
  }
}
