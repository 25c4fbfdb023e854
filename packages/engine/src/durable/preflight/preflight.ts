import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DriverState, type Failure, type PreflightView, describeFailure, isActive } from '@devteam/api';
import { openRepository } from '@devteam/drivers/repository';
import { forecastEnd } from '../../decisions/budgets/forecast.ts';
import { findExecution, getProject, listBudgets, readPaces } from '../../store/index.ts';
import { defaultMaxAttempts } from '../advance.ts';
import type { EngineOptions } from '../engine.ts';
import { agentOf, anySandbox } from '../equipment.ts';
import type { Command } from '../hands.ts';
import { usualModel } from '../nodes/way-out.ts';
import { patiently } from '../patiently.ts';
import type { DriverStates } from './driver-states.ts';
import type { InspectedRepository } from './inspected-repository.ts';
import { type RepositoryLook, lookAtRepository } from './look-at-repository.ts';

export interface PreflightParts extends Pick<EngineOptions, 'credential' | 'home' | 'models'> {
  drivers: DriverStates;
}

/** A person waits for the answer. */
const withinMs = 25_000;

/** What an execution of a project would begin with if it were started now. */
export async function readPreflight(command: Command, parts: PreflightParts, projectId: string): Promise<PreflightView> {
  const { log, pool } = command;
  const project = await patiently(() => getProject(pool, projectId), log);
  const execution = await patiently(() => findExecution(pool, projectId), log);
  const repository = await command.openRepository(projectId);
  const wanted = { ...project, url: project.repositoryUrl };
  const found = await lookAtRepository(repository, wanted, AbortSignal.timeout(withinMs));
  const budgets = await patiently(() => listBudgets(pool, [projectId]), log);
  const paces = await patiently(() => readPaces(pool, project.customerId), log);
  const pace = paces.find((each) => each.projectId === projectId);
  const view = await describeStart(wanted, found, parts);
  const isBusy = execution && isActive(execution.status) && execution.status !== 'waiting_for_human';
  const reached = budgets.filter(({ scope, state }) => state === 'reached' && scope.kind !== 'task');
  return {
    ...view,
    budgets: budgets.filter(({ scope }) => scope.kind !== 'task'),
    forecast: pace ? Object.assign({ projectId }, forecastEnd(pace.finished, pace.tasksLeft)) : null,
    blockers: [
      ...(isBusy ? [describeFailure('execution_active', { place: projectId })] : []),
      ...reached.map(({ words }) => describeFailure('budget_reached', words === null ? {} : { why: words })),
      ...view.blockers,
    ],
  };
}

/** The same of a repository that is no project yet; what was cloned for it is removed. */
export async function inspectRepository(parts: PreflightParts, wanted: InspectedRepository): Promise<PreflightView> {
  const { credential, home } = parts;
  const directory = join(home, 'mirrors', `.probe-${randomUUID()}`);
  try {
    const repository = openRepository({ directory, url: wanted.url, ...(credential ? { credential: () => credential(wanted.url) } : {}) });
    return await describeStart(wanted, await lookAtRepository(repository, wanted, AbortSignal.timeout(withinMs)), parts);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function describeStart(wanted: InspectedRepository, found: RepositoryLook, parts: PreflightParts): Promise<PreflightView> {
  const { executor: executorName, sandbox: sandboxName, settings } = wanted;
  const [executor = absent(executorName), sandbox = absent(sandboxName)] = await Promise.all([
    parts.drivers.find('executor', executorName),
    parts.drivers.find('sandbox', sandboxName),
  ]);
  const view = {
    ...found,
    executor: executorName === 'replay' && settings.recordings === undefined ? withoutRecordings(executor) : executor,
    sandbox: sandboxName === anySandbox ? { ...sandbox, label: `${sandbox.label}, the strongest that works here` } : sandbox,
    model: agentOf(executorName) === undefined ? null : modelOf(settings.model ?? usualModel, parts),
    registries: [...(settings.registries ?? [])],
    landing: settings.push === false ? ('local' as const) : (settings.landing ?? 'merge'),
    maxAttempts: settings.maxAttempts ?? defaultMaxAttempts,
    budgets: [],
    forecast: null,
  };
  return { ...view, blockers: blockersOf(view) };
}

const absent = (name: string): DriverState => ({
  name,
  label: `${name}, not installed here`,
  usable: false,
  why: 'this installation has none of this name',
  next: null,
});
const withoutRecordings = (state: DriverState): DriverState => ({
  ...state,
  usable: false,
  why: 'it plays recorded changes, and no folder of recordings was given',
  next: 'Give a folder of recordings, or choose an agent.',
});

function modelOf(name: string, { models }: PreflightParts): PreflightView['model'] {
  const upstream = models?.(name);
  return { name, isReachable: upstream !== undefined, host: upstream ? new URL(upstream.baseUrl).host : null };
}

/** In the order in which an execution would meet them. A missing check blocks nothing: work then waits for a person's eye. */
function blockersOf(view: Omit<PreflightView, 'blockers'>): Failure[] {
  const { executor, list, listFailure, model, repository, sandbox } = view;
  const blockers: (Failure | null)[] = [
    repository.failure,
    listFailure,
    view.checksFailure?.code === 'no_checks' ? null : view.checksFailure,
  ];
  if (list && listFailure === null && list.orderLength === 0 && list.stuckCount > 0)
    blockers.push(
      describeFailure('tasks_blocked', { place: list.path, why: `none of the ${list.stuckCount} open tasks can start as the list stands` }),
    );
  if (!executor.usable) blockers.push(describeFailure('executor_missing', lackOf(executor)));
  if (!sandbox.usable) blockers.push(describeFailure('sandbox_unavailable', lackOf(sandbox)));
  if (model && !model.isReachable)
    blockers.push(
      describeFailure('provider_key_unavailable', { why: `this installation has neither a key nor an address for ${model.name}` }),
    );
  return blockers.filter((each) => each !== null);
}

const lackOf = ({ name, why }: DriverState) => ({ place: name, ...(why === null ? {} : { why }) });
