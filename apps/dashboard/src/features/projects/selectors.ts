import type { NodeView, ProjectView } from '@devteam/api';
import { createSelector } from '@reduxjs/toolkit';
import { shallowEqual } from 'react-redux';
import { type Attention, attentionOf, attentions, compareProjects } from './attention.ts';
import { type LoadState, type TaskRow, type WithProjects, projectsAdapter, taskId } from './projects-state.ts';

const projects = projectsAdapter.getSelectors((state: WithProjects) => state.projects.projects);
const keepEqual = { memoizeOptions: { resultEqualityCheck: shallowEqual } };

export const selectProject = (state: WithProjects, projectId: string): ProjectView | undefined =>
  state.projects.projects.entities[projectId];
/** All of them, new only when one is added, leaves, or says something new but output. */
export const selectProjects = createSelector([projects.selectAll], (all): readonly ProjectView[] => all, {
  memoizeOptions: {
    resultEqualityCheck: (a: readonly ProjectView[], b: readonly ProjectView[]) =>
      a.length === b.length && a.every((project, index) => sameButOutput(project, b[index])),
  },
});
export const selectTasks = createSelector([(state: WithProjects) => state.projects.tasks], ({ entities, ids }): readonly TaskRow[] =>
  ids.flatMap((id) => entities[id] ?? []),
);
/** The same but for what changes with every line of output; for those who show the rest, several of them at once. */
export const sameButOutput = (a: ProjectView | undefined, b: ProjectView | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && shallowEqual(Object.assign({}, a, still), Object.assign({}, b, still)));
const still = { seq: 0, lastOutputAt: null };

/** To the second: nothing on the screen is finer. */
export const selectLastOutputAt = (state: WithProjects, projectId: string): string | null =>
  selectProject(state, projectId)?.lastOutputAt?.replace(/\.\d+Z$/, 'Z') ?? null;

export const selectLoad = (state: WithProjects): LoadState => state.projects.load;
const never: LoadState = { status: 'never', failure: null };
export const selectDetailLoad = (state: WithProjects, projectId: string): LoadState => state.projects.details[projectId] ?? never;
export const selectStale = (state: WithProjects): readonly string[] => state.projects.stale;

export interface FleetFilter {
  text: string;
  attention: Attention | null;
}

const matches = (project: ProjectView, { text, attention }: FleetFilter): boolean => {
  if (attention && attentionOf(project) !== attention) return false;
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const hay = [project.customerName, project.name, project.projectId, project.currentTask?.id, project.currentTask?.title]
    .join('\n')
    .toLocaleLowerCase();
  return words.every((word) => hay.includes(word));
};

/** Ids in the order of the grid; the same array while neither order nor membership changes, so that the grid does not render per event. */
export const selectFleetOrder = createSelector(
  [projects.selectAll, (_: WithProjects, filter: FleetFilter) => filter],
  (all, filter) =>
    all
      .filter((project) => matches(project, filter))
      .toSorted(compareProjects)
      .map((project) => project.projectId),
  keepEqual,
);

export type FleetCounts = Record<Attention, number> & { all: number };

export const selectFleetCounts = createSelector(
  [projects.selectAll],
  (all): FleetCounts => {
    const counts = { all: all.length } as FleetCounts;
    for (const attention of attentions) counts[attention] = 0;
    for (const project of all) counts[attentionOf(project)] += 1;
    return counts;
  },
  keepEqual,
);

/** Rows of the task list in document order. */
export const selectTaskRows = createSelector(
  [
    (state: WithProjects, projectId: string) => state.projects.lists[projectId]?.keys,
    (state: WithProjects) => state.projects.tasks.entities,
    (_: WithProjects, projectId: string) => projectId,
  ],
  (keys, entities, projectId): readonly TaskRow[] => (keys ?? []).flatMap((key) => entities[taskId(projectId, key)] ?? []),
  keepEqual,
);

const noDiagnostics: readonly string[] = [];
export const selectDiagnostics = (state: WithProjects, projectId: string): readonly string[] =>
  state.projects.lists[projectId]?.diagnostics ?? noDiagnostics;

export interface AttemptNodes {
  taskKey: string | null;
  attempt: number;
  rows: readonly NodeView[];
}

/** Nodes of the newest attempt, in the order in which they were met. */
export const selectAttemptNodes = createSelector(
  [(state: WithProjects, projectId: string) => state.projects.nodes[projectId]],
  (nodes): AttemptNodes | null => {
    if (!nodes || nodes.rows.length === 0) return null;
    const attempt = Math.max(...nodes.rows.map((row) => row.attempt));
    return { taskKey: nodes.taskKey, attempt, rows: nodes.rows.filter((row) => row.attempt === attempt) };
  },
);

/** «T-004 Add invoice filter», or the key while the task is unknown. */
export const selectTaskLabel = (state: WithProjects, projectId: string, key: string): string => {
  const task = state.projects.tasks.entities[taskId(projectId, key)];
  const current = state.projects.projects.entities[projectId]?.currentTask;
  const named = task ?? (current?.key === key ? current : undefined);
  return named ? [named.id, named.title].filter(Boolean).join(' ') : key || 'Preparation';
};
