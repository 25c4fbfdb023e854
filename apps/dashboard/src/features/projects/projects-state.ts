import type { Failure, NodeView, ProjectView, TaskView } from '@devteam/api';
import { createEntityAdapter, type EntityState } from '@reduxjs/toolkit';

/** A task with its project and the sequence of the event or snapshot that last said something about it. */
export interface TaskRow extends TaskView {
  projectId: string;
  seq: number;
}

export interface NodeRow extends NodeView {
  seq: number;
}

export interface TaskListState {
  /** Keys in document order. */
  keys: string[];
  seq: number;
  diagnostics: string[];
}

export interface NodesState {
  /** Null when a snapshot did not say whose they are (no current task). */
  taskKey: string | null;
  rows: NodeRow[];
}

export interface LoadState {
  status: 'never' | 'loading' | 'loaded' | 'failed';
  failure: Failure | null;
}

export interface ProjectsState {
  /** `seq` of a view is the last event applied to it. */
  projects: EntityState<ProjectView, string>;
  tasks: EntityState<TaskRow, string>;
  lists: Record<string, TaskListState>;
  nodes: Record<string, NodesState>;
  load: LoadState;
  details: Record<string, LoadState>;
  /** Projects of which we know that we do not know enough; they are read again over HTTP. */
  stale: string[];
}

/** The part of the store that selectors here need. */
export interface WithProjects {
  projects: ProjectsState;
}

export const taskId = (projectId: string, key: string): string => `${projectId}\n${key}`;

export const projectsAdapter = createEntityAdapter({ selectId: (project: ProjectView) => project.projectId });
export const tasksAdapter = createEntityAdapter({ selectId: (task: TaskRow) => taskId(task.projectId, task.key) });

export const initialProjectsState: ProjectsState = {
  projects: projectsAdapter.getInitialState(),
  tasks: tasksAdapter.getInitialState(),
  lists: {},
  nodes: {},
  load: { status: 'never', failure: null },
  details: {},
  stale: [],
};

export const markStale = (state: ProjectsState, projectId: string): void => {
  if (!state.stale.includes(projectId)) state.stale.push(projectId);
};
