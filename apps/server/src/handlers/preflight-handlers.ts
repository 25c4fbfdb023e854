import { isAbsolute } from 'node:path';
import { CodedError, type RouteInput, type Routes } from '@devteam/api';
import type { InspectedRepository } from '@devteam/engine/durable';
import { type Caller, ownsMachine } from '../auth/caller.ts';
import { createLimit } from '../live/limit.ts';
import { isElsewhere } from '../repository-probe.ts';
import type { ServerEngine } from '../server-engine.ts';
import type { Handlers } from './handler.ts';

type PreflightRoutes = Pick<Routes, 'listDrivers' | 'inspectRepository' | 'readPreflight'>;
type Described = RouteInput<Routes['inspectRepository']>['body'];

const usualExecutor = 'codex';
const usualSandbox = 'auto';
/** A clone costs disk and time. */
const limitLooks = createLimit(2);

/** Looking at what an execution would begin with. */
export const preflightHandlers = (engine: ServerEngine): Handlers<PreflightRoutes> => ({
  listDrivers: () => engine.listDrivers(),
  inspectRepository: ({ body }, { caller }) => {
    requireAllowed(body, caller);
    return limitLooks(() => engine.inspectRepository(describedBy(body)));
  },
  readPreflight: ({ params }) => limitLooks(() => engine.preflight(params.projectId)),
});

/** A path is one of this machine: only who owns the machine may name one. */
export function requireAllowed({ recordings, repositoryUrl }: Pick<Described, 'recordings' | 'repositoryUrl'>, caller: Caller): void {
  const refuse = (why: string, place: string): never => {
    throw new CodedError('repository_url_refused', { why, place });
  };
  if (!isElsewhere(repositoryUrl) && !ownsMachine(caller))
    refuse('only addresses with https or ssh are looked at for others than the owner of this machine', repositoryUrl);
  if (!isElsewhere(repositoryUrl) && !isAbsolute(repositoryUrl) && !repositoryUrl.startsWith('file://'))
    refuse('a path of this machine has to begin at its root', repositoryUrl);
  if (recordings !== undefined && !(ownsMachine(caller) && isAbsolute(recordings)))
    refuse('a folder of recordings is one of this machine, named from its root, by the owner of the machine', recordings);
}

const describedBy = ({ branch, executor, model, recordings, repositoryUrl, sandbox, taskListPath }: Described): InspectedRepository => ({
  url: repositoryUrl,
  branch: branch ?? null,
  taskListPath: taskListPath ?? null,
  executor: executor ?? usualExecutor,
  sandbox: sandbox ?? usualSandbox,
  settings: { ...(model === undefined ? {} : { model }), ...(recordings === undefined ? {} : { recordings }) },
});
