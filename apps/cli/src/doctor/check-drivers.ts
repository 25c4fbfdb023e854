import { type Finding, failed, ok, warning } from './finding.ts';

/** What the engine says of one executor or sandbox that it has. */
export interface DriverFact {
  kind: 'executor' | 'sandbox';
  name: string;
  /** For people, trust included. */
  label: string;
  usable: boolean;
  /** Why it cannot be used, or what a person should know. */
  why: string | null;
}

interface Inspecting {
  inspectDrivers?: () => Promise<DriverFact[]>;
}

export async function checkDrivers(): Promise<Finding[]> {
  const durable = (await import('@devteam/engine/durable')) as Inspecting;
  if (!durable.inspectDrivers)
    return [
      warning(
        'Drivers',
        'this engine cannot tell which executors and sandboxes it has',
        'Nothing; a name that it has not is refused with those that it has.',
      ),
    ];
  return (await durable.inspectDrivers()).map(judgeDriver);
}

export function judgeDriver({ kind, label, name, usable, why }: DriverFact): Finding {
  const about = `${kind === 'executor' ? 'Executor' : 'Sandbox'} ${name}`;
  if (usable) return ok(about, why ? `${label}; ${why}` : label);
  // One that is not installed keeps nobody from using another.
  if (kind === 'executor')
    return warning(about, why ?? 'it cannot be used here', 'Nothing if no project uses it; else install it as said.');
  return failed(about, why ?? 'it cannot be used here', `Choose another ${kind}, or mend what it says.`);
}
