import { SandboxError } from './sandbox-error.ts';
import type { SandboxGuard, SandboxProbe } from './sandbox-port.ts';

/** A driver of this installation with what its probe measured. */
export interface ProbedSandboxDriver {
  readonly name: string;
  readonly probe: SandboxProbe;
}

/** The strongest first. A container engine before bubblewrap: it also survives its own restarts and can be given another kernel. */
export const sandboxDriversByStrength = ['docker', 'bubblewrap', 'process'] as const;

const words: Readonly<Record<SandboxGuard, string>> = {
  memory: 'a limit of memory',
  cpu: 'a limit of processors',
  processes: 'a limit of processes',
  disk: 'a limit of disk space',
  network: 'no network but the gateway',
  files: 'no files but its own',
  privileges: 'no privileges',
};

/**
 * The driver for projects that name none: the strongest that works here, and why. Undefined if none works. Where the choice falls on one that keeps
 * nobody out, the reason says so, and says why the stronger ones do not work.
 */
export function chooseSandboxDriver(probed: readonly ProbedSandboxDriver[]): { name: string; reason: string } | undefined {
  const rank = ({ name }: ProbedSandboxDriver) => {
    const at = (sandboxDriversByStrength as readonly string[]).indexOf(name);
    return at < 0 ? sandboxDriversByStrength.length : at;
  };
  const ordered = probed.toSorted((a, b) => rank(a) - rank(b));
  const chosen = ordered.find(({ probe }) => probe.usable);
  if (!chosen) return undefined;
  const passedOver = ordered
    .slice(0, ordered.indexOf(chosen))
    .map(({ name, probe }) => `${name} does not work here (${probe.why ?? 'no reason known'})`);
  const given = guardsOf(chosen.probe);
  const what = given.length > 0 ? `enforces ${given.map((guard) => words[guard]).join(', ')}` : 'keeps nobody out';
  return { name: chosen.name, reason: [`${chosen.name} ${what}`, ...passedOver].join('; ') };
}

/**
 * Throws `sandbox_too_weak` if a driver does not enforce all that a project requires, naming what it lacks and who has it, and `sandbox_unavailable` if it
 * does not work at all. Nothing is stepped down in silence.
 */
export function requireSandboxGuards(name: string, required: readonly SandboxGuard[], probed: readonly ProbedSandboxDriver[]): void {
  const driver = probed.find((one) => one.name === name);
  if (!driver)
    throw new SandboxError('sandbox_unknown', `There is no sandbox called ${JSON.stringify(name)}; there are: ${namesOf(probed)}.`);
  if (!driver.probe.usable)
    throw new SandboxError('sandbox_unavailable', `The sandbox ${name} does not work here: ${driver.probe.why ?? 'no reason known'}.`);
  const missing = missingGuards(required, driver.probe);
  if (missing.length === 0) return;
  const stronger = probed.filter((one) => one.probe.usable && missingGuards(required, one.probe).length === 0);
  throw new SandboxError(
    'sandbox_too_weak',
    `The project requires ${missing.map((guard) => `${words[guard]} (${guard})`).join(', ')}, which the sandbox ${name} cannot give here. ` +
      (stronger.length > 0 ? `${namesOf(stronger)} can.` : 'No sandbox of this machine can.'),
  );
}

const guardsOf = (probe: SandboxProbe): SandboxGuard[] => (Object.keys(words) as SandboxGuard[]).filter((guard) => probe.enforces[guard]);
const missingGuards = (required: readonly SandboxGuard[], probe: SandboxProbe): SandboxGuard[] =>
  required.filter((guard) => !probe.enforces[guard]);
const namesOf = (probed: readonly ProbedSandboxDriver[]): string => probed.map((one) => one.name).join(', ');
