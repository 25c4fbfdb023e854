import { CodedError, type CustomerChange, type CustomerConfiguration, type ProjectChange, type ProjectConfiguration } from '@devteam/api';
import { changeConfiguration as saveConfiguration, changeCustomer as saveCustomer, nudgeWorkers } from '../store/index.ts';
import type { ChangeTerms } from './change-terms.ts';
import { requireDrivers } from './drivers-at-hand.ts';
import type { Command } from './hands.ts';
import { patiently } from './patiently.ts';

/** Changes how a project is worked on, from the next step on; what runs is let end. Throws `executor_unknown`, `sandbox_unknown`. */
export async function changeConfiguration(
  { log, pool }: Command,
  projectId: string,
  change: ProjectChange,
  { by, require }: ChangeTerms<ProjectConfiguration>,
): Promise<ProjectConfiguration> {
  const checked = (current: ProjectConfiguration) => {
    require(current);
    requireDrivers(change.executor ?? current.executor, change.sandbox ?? current.sandbox);
  };
  const changed = await patiently(() => saveConfiguration(pool, projectId, change, checked), log);
  await patiently(() => nudgeWorkers(pool), log);
  log('info', `${by} changed ${Object.keys(change).join(', ')} of ${projectId}`);
  return changed;
}

/** Throws `customer_not_found`. */
export async function changeCustomer(
  { log, pool }: Command,
  customerId: string,
  change: CustomerChange,
  { by, require }: ChangeTerms<CustomerConfiguration>,
): Promise<CustomerConfiguration> {
  const changed = await patiently(() => saveCustomer(pool, customerId, change, require), log);
  if (!changed) throw new CodedError('customer_not_found', { place: customerId });
  await patiently(() => nudgeWorkers(pool), log);
  log('info', `${by} changed ${Object.keys(change).join(', ')} of customer ${customerId}`);
  return changed;
}
