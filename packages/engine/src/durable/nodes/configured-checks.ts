import { readChecksConfig } from '../../decisions/project/checks-config.ts';
import type { ProjectSettings } from '../../store/index.ts';
import type { PlannedCheck } from './planned-check.ts';

/**
 * Checks that somebody named: in the project's settings, else in .devteam.yml of the base commit (never of the work, which could
 * weaken it). null: nobody named any.
 */
export function configuredChecks(settings: ProjectSettings, configText: string | undefined): PlannedCheck[] | null {
  if (settings.checks && settings.checks.length > 0)
    return settings.checks.map(({ command, name, timeoutSeconds }) => ({ command, name, timeoutSeconds, kind: 'test' }));
  const configured = configText === undefined ? [] : readChecksConfig(configText);
  return configured.length > 0 ? [...configured] : null;
}
