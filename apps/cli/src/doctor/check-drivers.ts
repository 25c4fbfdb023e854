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

export interface UsualSandbox {
  name: string;
  reason: string;
}

export async function checkDrivers(): Promise<Finding[]> {
  const { inspectDrivers } = await import('@devteam/engine/durable');
  const { drivers, usualSandbox } = await inspectDrivers();
  return [...drivers.map(judgeDriver), judgeUsualSandbox(usualSandbox)];
}

/** Which sandbox a project gets that names none. */
export function judgeUsualSandbox(usual: UsualSandbox | null): Finding {
  const about = 'Sandbox auto';
  if (!usual) return failed(about, 'no sandbox works here', 'Mend one of those above: nothing can run without one.');
  if (usual.name !== 'process') return ok(about, usual.reason);
  return warning(
    about,
    usual.reason,
    'Install bubblewrap or a container engine; until then coding agents run only where a project asks for `process` by name.',
  );
}

export function judgeDriver({ kind, label, name, usable, why }: DriverFact): Finding {
  const about = `${kind === 'executor' ? 'Executor' : 'Sandbox'} ${name}`;
  if (usable) return ok(about, why ? `${label}; ${why}` : label);
  // One that is not there keeps nobody from using another.
  const next = kind === 'executor' ? 'install it as said' : 'mend what it says';
  return warning(about, why ?? 'it cannot be used here', `Nothing if no project uses it; else ${next}.`);
}
