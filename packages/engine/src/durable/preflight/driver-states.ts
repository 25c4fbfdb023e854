import type { DriverChoices, DriverState } from '@devteam/api';
import { type DriverFact, inspectDrivers } from '../drivers-at-hand.ts';
import { agentOf, anySandbox } from '../equipment.ts';

/** A look at sandboxes takes seconds; a person who reads a sheet asks several times a minute. */
const lookAgainMs = 60_000;

export interface DriverStates {
  choices(): Promise<DriverChoices>;
  /** Undefined: this installation has none of this name. */
  find(kind: 'executor' | 'sandbox', name: string): Promise<DriverState | undefined>;
}

/** What of this machine can do work and hold it, looked at when somebody asks and not more often than once a minute. */
export function openDriverStates(now: () => number = () => performance.now()): DriverStates {
  let last: { at: number; choices: Promise<DriverChoices> } | undefined;
  const choices = (): Promise<DriverChoices> => {
    if (last && now() - last.at < lookAgainMs) return last.choices;
    const looking = inspectDrivers().then(({ drivers, usualSandbox }): DriverChoices => {
      const of = (kind: DriverFact['kind']) => drivers.filter((each) => each.kind === kind).map(stateOf);
      return { executors: of('executor'), sandboxes: of('sandbox'), usualSandbox: usualSandbox?.name ?? null };
    });
    looking.catch(() => (last = undefined));
    last = { at: now(), choices: looking };
    return looking;
  };
  return {
    choices,
    find: async (kind, name) => {
      const { executors, sandboxes, usualSandbox } = await choices();
      if (kind === 'executor') return executors.find((each) => each.name === name);
      if (name !== anySandbox) return sandboxes.find((each) => each.name === name);
      const strongest = sandboxes.find((each) => each.name === usualSandbox);
      return strongest ?? { ...nothingWorks, why: sandboxes.map((each) => `${each.name}: ${each.why ?? 'not usable'}`).join('; ') };
    },
  };
}

const nothingWorks: DriverState = { name: anySandbox, label: 'none works here', usable: false, why: null, next: 'See `devteam doctor`.' };

function stateOf({ kind, label, name, usable, why }: DriverFact): DriverState {
  const agent = kind === 'executor' ? agentOf(name) : undefined;
  const next = usable ? null : agent === undefined ? 'See `devteam doctor`.' : `Install it with \`devteam doctor --install ${agent}\`.`;
  // What is said behind the semicolon is what `next` says.
  return { name, label, usable, why: agent === undefined || usable ? why : (why?.split('; ', 1)[0] ?? null), next };
}
