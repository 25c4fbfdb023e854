import { CodedError } from '@devteam/api';
import { localLane } from '../decisions/fairness/lanes.ts';
import { type SlotLimit, listProjects, nudgeWorkers, savePriority, saveSlotLimit } from '../store/index.ts';
import type { Command } from './hands.ts';
import { lanesOfProject } from './lanes-of-project.ts';
import { patiently } from './patiently.ts';

/** Sets how many slots somebody may have at once; null: the usual number. Takes effect with the next dispatch, and stops nothing. */
export async function setSlots({ log, pool }: Command, limit: Omit<SlotLimit, 'slots'>, slots: number | null, by: string): Promise<void> {
  const { id, kind } = limit;
  const projects = await patiently(() => listProjects(pool), log);
  if (kind === 'project' && !projects.some((project) => project.id === id)) throw new CodedError('project_not_found', { place: id });
  if (kind === 'customer' && !projects.some(({ customerId }) => customerId === id))
    throw new CodedError('customer_not_found', { place: id });
  const lanes = new Set([localLane, ...projects.flatMap((project) => Object.values(lanesOfProject(project)))]);
  if (kind === 'lane' && !lanes.has(id))
    throw new CodedError('lane_unknown', { place: id, why: `the lanes are: ${[...lanes].join(', ')}` });
  await patiently(async () => {
    await saveSlotLimit(pool, limit, slots);
    await nudgeWorkers(pool);
  }, log);
  log('info', `${by} set the slots of ${kind} ${id} to ${slots ?? 'the usual number'}`);
}

/** Which of a customer's projects comes first; higher is sooner. */
export async function setPriority({ log, pool }: Command, projectId: string, priority: number, by: string): Promise<void> {
  const isKnown = await patiently(() => savePriority(pool, projectId, priority), log);
  if (!isKnown) throw new CodedError('project_not_found', { place: projectId });
  await patiently(() => nudgeWorkers(pool), log);
  log('info', `${by} set the priority of ${projectId} to ${priority}`);
}
