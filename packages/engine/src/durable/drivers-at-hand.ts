import { CodedError } from '@devteam/api';
import { executors, findAgent, getExecutor } from '@devteam/drivers/executor';
import { chooseSandboxDriver, getSandboxDriver, sandboxDrivers } from '@devteam/drivers/sandbox';
import type { DriverLabel } from '../store/index.ts';
import { agentOf, anySandbox } from './equipment.ts';

/** A driver's name as people see it, trust included; one that this installation does not have says so. */
export const driverLabel: DriverLabel = (kind, name) => {
  if (kind === 'executor') return Object.hasOwn(executors, name) ? getExecutor(name).label : `${name}, not installed here`;
  if (name === anySandbox) return 'the strongest that works here';
  return Object.hasOwn(sandboxDrivers, name) ? getSandboxDriver(name).label : `${name}, not installed here`;
};

/** Throws `executor_unknown` or `sandbox_unknown`, naming those that there are. */
export function requireDrivers(executor: string, sandbox: string): void {
  if (!Object.hasOwn(executors, executor))
    throw new CodedError('executor_unknown', { place: executor, why: `there are: ${Object.keys(executors).join(', ')}` });
  if (sandbox !== anySandbox && !Object.hasOwn(sandboxDrivers, sandbox))
    throw new CodedError('sandbox_unknown', {
      place: sandbox,
      why: `there are: ${[anySandbox, ...Object.keys(sandboxDrivers)].join(', ')}`,
    });
}

/** What is known of one executor or sandbox here and now. */
export interface DriverFact {
  kind: 'executor' | 'sandbox';
  name: string;
  label: string;
  usable: boolean;
  /** Why it cannot be used, or what a person should know. */
  why: string | null;
}

/** All executors and sandboxes, and which sandbox `auto` stands for here; null if none works. */
export async function inspectDrivers(): Promise<{ drivers: DriverFact[]; usualSandbox: { name: string; reason: string } | null }> {
  const probed = await Promise.all(
    Object.keys(sandboxDrivers).map(async (name) => {
      const driver = getSandboxDriver(name);
      return { name, driver, probe: await driver.probe() };
    }),
  );
  const sandboxes = probed.map(({ driver, name, probe: { usable, why } }): DriverFact => ({
    kind: 'sandbox',
    name,
    label: driver.label,
    usable,
    why,
  }));
  const writers = await Promise.all(
    Object.values(executors).map(async ({ label, name }): Promise<DriverFact> => {
      const agent = agentOf(name);
      const found = agent === undefined ? undefined : await findAgent(agent);
      const why = found?.found === false ? found.why : null;
      return { kind: 'executor', name, label, usable: why === null, why };
    }),
  );
  return { drivers: [...writers, ...sandboxes], usualSandbox: chooseSandboxDriver(probed) ?? null };
}
