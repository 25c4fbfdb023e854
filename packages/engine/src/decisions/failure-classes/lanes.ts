import type { Failure } from '@devteam/api';
import { type BreakerSettings, usualBreaker } from './circuit-breaker.ts';
import { passesByItself } from './lasting-failures.ts';

/** What the tasks of a project share with others: where one of these fails, all who use it fail. */
export interface LaneUse {
  readonly projectId: string;
  readonly sandbox: string;
  /** Null for an executor that asks none. */
  readonly model: string | null;
}

export const projectLane = (projectId: string): string => `project ${projectId}`;
const modelLane = (model: string): string => `model ${model}`;
const sandboxLane = (sandbox: string): string => `sandbox ${sandbox}`;

/** All lanes of a task, sorted: their rows are locked in this order. */
export function lanesOf({ model, projectId, sandbox }: LaneUse): string[] {
  return [projectLane(projectId), sandboxLane(sandbox), ...(model === null ? [] : [modelLane(model)])].toSorted();
}

/**
 * Whose breaker counts this failure. What may pass by itself is the provider's or the machine's; everything else says something of this
 * project alone, and must hold nobody else's work: a check that never ends is no fault of the sandbox.
 */
export function laneOfFailure(use: LaneUse, failure: Failure): string | null {
  if (failure.class === 'policy' || failure.class === 'user') return null;
  if (!passesByItself(failure)) return projectLane(use.projectId);
  if ((failure.class === 'quota' || failure.class === 'provider_outage') && use.model !== null) return modelLane(use.model);
  return failure.class === 'infrastructure' ? sandboxLane(use.sandbox) : projectLane(use.projectId);
}

export interface LaneSettings {
  readonly project: BreakerSettings;
  /** Of what several share: whoever meets a provider that refuses pauses it for all. */
  readonly model: BreakerSettings;
  readonly sandbox: BreakerSettings;
}

export const usualLanes: LaneSettings = {
  project: usualBreaker,
  model: { ...usualBreaker, failures: 1, firstPauseMs: 15_000 },
  sandbox: { ...usualBreaker, failures: 3, firstPauseMs: 15_000 },
};

export function settingsOfLane(lane: string, settings: LaneSettings): BreakerSettings {
  if (lane.startsWith('model ')) return settings.model;
  return lane.startsWith('sandbox ') ? settings.sandbox : settings.project;
}

/** What a breaker counts as the same: for what many share the code alone, since what they print differs. */
export const laneSignature = (lane: string, failure: Failure, ofWork: string): string =>
  lane.startsWith('project ') ? ofWork : failure.code;
