import { type ErrorCode, type Failure, errorCatalogue } from '@devteam/api';
import { failurePaths } from './failure-paths.ts';

/** Trying again cannot help with these, whatever their class; the same step is not even repeated. */
const lasting: ReadonlySet<string> = new Set<ErrorCode>([
  'repository_not_found',
  'branch_not_found',
  'repository_empty',
  'repository_auth_required',
  'repository_permission_denied',
  'disk_full',
  'git_missing',
  'git_too_old',
  'unexpected',
]);

/** One repetition may help; waiting for hours does not. A check that does not end will not end tomorrow. */
const notMendedByTime: ReadonlySet<string> = new Set<ErrorCode>([
  'check_timed_out',
  'check_could_not_run',
  'node_timed_out',
  'run_over',
  'worker_lost',
  'executor_missing',
  'agent_install_failed',
  'gateway_request_unusable',
  'provider_refused_request',
  'budget_used_up',
  'push_contended',
]);

const classOf = (code: string) => (Object.hasOwn(errorCatalogue, code) ? errorCatalogue[code as ErrorCode].class : undefined);

/** Whether the same step may succeed if it is repeated: nothing of what was asked is wrong, something around it was. */
export function mayPass(code: string | undefined): boolean {
  const known = code === undefined ? undefined : classOf(code);
  return known !== undefined && code !== undefined && !lasting.has(code) && failurePaths[known].leads === 'wait';
}

/** Whether it may pass by itself, sooner or later, so that waiting costs nothing but time. */
export const passesByItself = ({ code }: Pick<Failure, 'code'>): boolean => mayPass(code) && !notMendedByTime.has(code);
