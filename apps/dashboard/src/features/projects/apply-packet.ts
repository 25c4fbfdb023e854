import { type Event, type ProjectView, isEnded, progressOf } from '@devteam/api';
import type { LivePacket } from '../../live/live-packets.ts';
import { applyNode } from './apply-node.ts';
import { type ProjectsState, type TaskRow, markStale, taskId, tasksAdapter } from './projects-state.ts';

/**
 * Brings the state up to a packet. Payloads hold whole facts, so each fact carries the sequence it is from, and an older one never
 * replaces a newer one: late and doubled packets change nothing, whichever of stream and snapshot was faster. A hole in the numbers or an
 * unknown project marks the project stale.
 */
export function applyPacket(state: ProjectsState, packet: LivePacket): void {
  const project = state.projects.entities[packet.projectId];
  if (!project) {
    markStale(state, packet.projectId);
    return;
  }
  applyToTasks(state, packet);
  if (packet.seq <= project.seq) return;
  const firstSeq = packet.type === 'output' ? packet.fromSeq : packet.seq;
  if (firstSeq > project.seq + 1) markStale(state, packet.projectId);
  project.seq = packet.seq;
  applyToProject(state, project, packet);
}

/** Of a task, a node, or something that other parts of the page listen to, the project itself learns nothing. */
function applyToProject(state: ProjectsState, project: ProjectView, packet: LivePacket): void {
  if (packet.type === 'output') project.lastOutputAt = packet.ts;
  if (packet.type === 'execution-update') applyExecution(state, project, packet.payload);
  if (packet.type === 'completion') applyCompletion(project, packet);
  if (packet.type === 'task-update' || packet.type === 'task-list-update') applyTotals(project, packet.payload.totals);
  if (packet.type === 'task-list-update') {
    project.taskListPath = packet.payload.taskListPath;
    project.dialect = packet.payload.dialect;
  }
}

/** With the task itself, so that list and head never count differently, not for one frame. */
function applyTotals(project: ProjectView, totals: ProjectView['totals'] | undefined): void {
  if (!totals) return;
  project.totals = totals;
  project.progress = progressOf(totals);
}

function applyCompletion(project: ProjectView, { payload, ts }: Extract<LivePacket, { type: 'completion' }>): void {
  const { executionId, status, reason, commits, completedTasks, totalTasks } = payload;
  project.totals = { completed: completedTasks, total: totalTasks };
  if (project.execution?.executionId !== executionId) return;
  // An execution that waits for a person reports as well, and has not ended.
  const endedAt = isEnded(status) ? (project.execution.endedAt ?? ts) : null;
  Object.assign(project.execution, { status, reason, commits, updatedAt: ts, endedAt });
}

function applyExecution(
  state: ProjectsState,
  project: ProjectView,
  payload: Extract<Event, { type: 'execution-update' }>['payload'],
): void {
  const { customerId: _, progress, totals, currentTask, ...execution } = payload;
  const before = project.execution;
  const same = before?.executionId === execution.executionId;
  // The event does not carry the stop points; those of a new execution come with the next snapshot.
  if (!same) markStale(state, project.projectId);
  project.execution = { ...execution, stopAfter: same ? before.stopAfter : [] };
  Object.assign(project, { progress, totals, currentTask });
}

function applyToTasks(state: ProjectsState, packet: LivePacket): void {
  const { projectId, seq } = packet;
  const list = state.lists[projectId];
  if (packet.type === 'task-list-update') {
    if (list && seq <= list.seq) return;
    const { tasks, diagnostics } = packet.payload;
    replaceTaskList(state, projectId, { tasks, seq, diagnostics });
  } else if (packet.type === 'task-update') {
    const { task } = packet.payload;
    const known = state.tasks.entities[taskId(projectId, task.key)];
    if (seq <= Math.max(known?.seq ?? 0, list?.seq ?? 0)) return;
    tasksAdapter.upsertOne(state.tasks, { ...task, projectId, seq });
    if (list && !list.keys.includes(task.key)) markStale(state, projectId);
  } else if (packet.type === 'node-update') {
    applyNode(state, packet);
  }
}

/** The list of a snapshot or event; rows about which something newer is known stay. */
export function replaceTaskList(
  state: ProjectsState,
  projectId: string,
  {
    tasks,
    seq,
    diagnostics,
  }: { tasks: Extract<Event, { type: 'task-list-update' }>['payload']['tasks']; seq: number; diagnostics: string[] },
): void {
  const keys = tasks.map((task) => task.key);
  const gone = (state.lists[projectId]?.keys ?? []).filter((key) => !keys.includes(key));
  tasksAdapter.removeMany(
    state.tasks,
    gone.map((key) => taskId(projectId, key)),
  );
  const older = tasks.filter((task) => (state.tasks.entities[taskId(projectId, task.key)]?.seq ?? 0) <= seq);
  tasksAdapter.setMany(
    state.tasks,
    older.map((task): TaskRow => Object.assign({}, task, { projectId, seq })),
  );
  state.lists[projectId] = { keys, seq, diagnostics };
}
