import type { ProjectDetail, ProjectView } from '@devteam/api';
import { replaceTaskList } from './apply-packet.ts';
import { mergeNodes } from './apply-node.ts';
import { type ProjectsState, projectsAdapter, tasksAdapter } from './projects-state.ts';

/** The view of a snapshot, with what the stream has said since laid over it. */
export function mergeProject(ours: ProjectView | undefined, view: ProjectView): ProjectView {
  if (!ours || view.seq >= ours.seq) return view;
  const sameExecution = ours.execution !== null && ours.execution.executionId === view.execution?.executionId;
  return {
    ...ours,
    customerId: view.customerId,
    customerName: view.customerName,
    name: view.name,
    repositoryUrl: view.repositoryUrl,
    branch: view.branch,
    executor: view.executor,
    sandbox: view.sandbox,
    execution: ours.execution && { ...ours.execution, stopAfter: (sameExecution ? view.execution : ours.execution)?.stopAfter ?? [] },
  };
}

/** All projects as the server has them; those it no longer has go, with all that hangs on them. */
export function mergeProjects(state: ProjectsState, views: readonly ProjectView[]): void {
  const merged = views.map((view) => mergeProject(state.projects.entities[view.projectId], view));
  const kept = new Set(views.map((view) => view.projectId));
  for (const projectId of state.projects.ids.filter((id) => !kept.has(id))) {
    delete state.lists[projectId];
    delete state.nodes[projectId];
    delete state.details[projectId];
  }
  const orphans = Object.values(state.tasks.entities).filter((task) => !kept.has(task.projectId));
  tasksAdapter.removeMany(
    state.tasks,
    orphans.map((task) => tasksAdapter.selectId(task)),
  );
  projectsAdapter.setAll(state.projects, merged);
  state.stale = [];
}

export function mergeDetail(state: ProjectsState, detail: ProjectDetail): void {
  const { tasks, nodes, ...view } = detail;
  const { projectId, seq } = view;
  projectsAdapter.setOne(state.projects, mergeProject(state.projects.entities[projectId], view));
  const list = state.lists[projectId];
  if (!list || list.seq <= seq) replaceTaskList(state, projectId, { tasks, seq, diagnostics: list?.diagnostics ?? [] });
  state.nodes[projectId] = mergeNodes(state.nodes[projectId], { taskKey: view.currentTask?.key ?? null, nodes, seq });
  state.stale = state.stale.filter((id) => id !== projectId);
}
