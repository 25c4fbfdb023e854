import type { CatalogueEntry } from './errors/entry.ts';
import { accessErrors } from './errors/access-errors.ts';
import { checkErrors } from './errors/check-errors.ts';
import { controlErrors } from './errors/control-errors.ts';
import { endedOnPurpose } from './errors/ended-on-purpose.ts';
import { executorErrors } from './errors/executor-errors.ts';
import { gatewayErrors } from './errors/gateway-errors.ts';
import { machineErrors } from './errors/machine-errors.ts';
import { promptErrors } from './errors/prompt-errors.ts';
import { repositoryErrors } from './errors/repository-errors.ts';
import { requestErrors } from './errors/request-errors.ts';
import { sandboxErrors } from './errors/sandbox-errors.ts';
import { taskListErrors } from './errors/task-list-errors.ts';

export type { ExitCode } from './errors/entry.ts';

/** By the room that they come from; no code stands in two of them. */
export const errorAreas = [
  requestErrors,
  accessErrors,
  repositoryErrors,
  taskListErrors,
  controlErrors,
  checkErrors,
  executorErrors,
  sandboxErrors,
  promptErrors,
  gatewayErrors,
  machineErrors,
  endedOnPurpose,
] as const;

/**
 * Every failure a caller can act on. The same four parts are shown on the card, in the terminal and in the API;
 * a test refuses an entry with a part missing.
 */
export const errorCatalogue = {
  ...requestErrors,
  ...accessErrors,
  ...repositoryErrors,
  ...taskListErrors,
  ...controlErrors,
  ...checkErrors,
  ...executorErrors,
  ...sandboxErrors,
  ...promptErrors,
  ...gatewayErrors,
  ...machineErrors,
  ...endedOnPurpose,
} satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
