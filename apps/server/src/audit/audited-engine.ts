import { randomUUID } from 'node:crypto';
import type { Engine } from '@devteam/engine/durable';
import { findPlace } from '@devteam/engine/store';
import { audited } from './audited.ts';

/** What people ask an engine without a server between: each under the name of the operation that does the same over HTTP. */
const actions = {
  automate: 'automateProject',
  stop: 'stopProject',
  control: 'controlProject',
  setStopPoints: 'setStopPoints',
  startTimer: 'startTimer',
  stopTimer: 'stopTimer',
  answerReview: 'answerReview',
  inject: 'requestInjection',
  cancelInjection: 'cancelInjection',
  approveInjection: 'approveInjection',
  undo: 'undoTask',
} as const satisfies Partial<Record<keyof Engine, string>>;

type Action = keyof typeof actions;
type Asking = (projectId: string, ...rest: unknown[]) => Promise<unknown>;

/** The same engine for the command line: what it is asked about a project is found in the audit beside what was asked over HTTP. */
export function auditedEngine(engine: Engine, person: string): Engine {
  const who = { userId: 'local', person, via: 'command line' } as const;
  const wrap = (name: Action): Asking => {
    const ask = engine[name] as unknown as Asking;
    return async (projectId, ...rest) => {
      const place = (await findPlace(engine.pool, projectId)) ?? { customerId: null, projectId };
      const body = Object.assign({}, ...rest.map((each) => (typeof each === 'object' ? each : { subject: each }))) as object;
      return audited(engine.pool, { requestId: randomUUID(), who, action: actions[name], place, body }, () => ask(projectId, ...rest));
    };
  };
  const wrapped = Object.fromEntries((Object.keys(actions) as Action[]).map((name) => [name, wrap(name)]));
  return { ...engine, ...wrapped };
}
