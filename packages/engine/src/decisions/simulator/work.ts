import { type Failure, describeFailure } from '@devteam/api';
import { applyEdits, completeTask, findTask, isClosed, parse } from '@devteam/task-list';
import { type AfterRound, type RoundResult, afterRound } from '../after-round.ts';
import { checkBudgets, whyForbidden } from '../budgets/budget.ts';
import { admit, closedBreaker, learn } from '../failure-classes/circuit-breaker.ts';
import { errorSignature } from '../failure-classes/error-signature.ts';
import { failureSignature } from '../verification/failure/failure-signature.ts';
import { failurePaths } from '../failure-classes/failure-paths.ts';
import { dispatch } from '../fairness/dispatch.ts';
import { type Candidate, type Limits, totalSlots } from '../fairness/load.ts';
import { judgeResult } from '../injection/late-result.ts';
import { getNextPhase, nextPhase } from '../phase-table.ts';
import { phaseEventOfNode } from '../phase-of-node.ts';
import { reviewPressure } from '../review/review-pressure.ts';
import { haltsHere } from '../stop-points/halts-here.ts';
import type { Faults } from './faults.ts';
import { advance, makeReady, moveExecution } from './moves.ts';
import {
  type NodeName,
  type ProjectRows,
  type TaskRow,
  type World,
  getExecution,
  later,
  minute,
  nodeNames,
  openTask,
  second,
} from './world.ts';

export const limits: Limits = {
  total: 3,
  perCustomer: 2,
  perProject: 1,
  lanes: { ollama: { slots: 1, label: 'local-model' }, gpt: { slots: 2, label: 'cloud-model' } },
};
const laneOf: Partial<Record<NodeName, string>> = { constructPrompt: 'ollama', codeExecution: 'gpt' };
/** A node that has said nothing for so long is taken by another. */
const nodeTimeoutMs = 60 * minute;

interface Run {
  readonly project: ProjectRows;
  readonly executionId: string;
  readonly task: TaskRow;
  readonly node: NodeName;
  readonly claim: string;
  readonly attempt: number;
  /** As the merge of this attempt saw the branch. */
  readonly tip: number;
}

/** After a restart nobody runs anything: what ran is taken up again, and whoever comes back has no claim. */
export function takeUp(world: World, isRestart: boolean): void {
  for (const project of world.projects) {
    const task = openTask(project);
    if (task?.node?.state !== 'running' || (!isRestart && world.now - task.node.startedAt < nodeTimeoutMs)) continue;
    task.claim = null;
    makeReady(world, task, task.node.name);
  }
}

/** Starts what may start, and says of everything else why not. */
export function startReady(world: World, faults: Faults): void {
  const waiting = new Map<string, { project: ProjectRows; task: TaskRow }>();
  const running: Candidate[] = [];
  const candidates: Candidate[] = [];
  for (const project of world.projects) {
    const task = openTask(project);
    if (!task?.node) continue;
    const { name, state, readySince } = task.node;
    const base = { customerId: project.customerId, projectId: project.id, lane: laneOf[name] ?? null, priority: 0, readySince };
    const candidate = { ...base, id: `${getExecution(project).id} ${task.key} ${name}`, notYet: whyNotYet(world, project, task) };
    if (state === 'running') running.push(candidate);
    else {
      candidates.push(candidate);
      waiting.set(candidate.id, { project, task });
    }
  }
  const { start, wait } = dispatch({ limits, running, candidates, lastStarts: world.lastStarts, now: world.now });
  if (wait.some(({ reason }) => reason === '')) world.violations.push('something waits and does not say why');
  for (const candidate of start) {
    const found = waiting.get(candidate.id);
    if (!found) continue;
    const { lane, customerId } = candidate;
    world.counter += 1;
    const at = world.now + world.counter / 1e6;
    world.lastStarts[customerId] = { ...world.lastStarts[customerId], [totalSlots]: at, ...(lane === null ? {} : { [lane]: at }) };
    startNode(world, faults, found.project, found.task);
  }
}

const breakersOf = (project: ProjectRows, node: NodeName): string[] => [`project ${project.id}`, `lane ${laneOf[node] ?? 'machine'}`];

function whyNotYet(world: World, project: ProjectRows, task: TaskRow): string | null {
  const { status } = getExecution(project);
  if (status !== 'running') return status;
  if (!task.node || task.node.state === 'running') return null;
  const forbidden = whyForbidden(task.node.name, [project.budget]);
  if (forbidden !== null) return forbidden;
  if (world.now < task.node.notBefore) return `tries again in ${Math.ceil((task.node.notBefore - world.now) / second)} s`;
  if (task.node.name === 'gatherContext' && task.attempt === 1) {
    const pressure = reviewPressure(
      world.projects.flatMap(({ reviews }) => reviews),
      { id: project.customerId, name: project.customerId },
      3,
    );
    if (pressure !== null) return pressure;
  }
  for (const id of breakersOf(project, task.node.name)) {
    const admission = admit(world.breakers.get(id) ?? closedBreaker, runId(project, task), world.now);
    if (!admission.go) return admission.why;
  }
  return null;
}

const runId = (project: ProjectRows, task: TaskRow): string => `${project.id} ${task.key}`;

function startNode(world: World, faults: Faults, project: ProjectRows, task: TaskRow): void {
  const { node } = task;
  if (!node) return;
  // Two that were looked at together may not both be the canary.
  for (const id of breakersOf(project, node.name)) {
    const admission = admit(world.breakers.get(id) ?? closedBreaker, runId(project, task), world.now);
    if (!admission.go) return;
    world.breakers.set(id, admission.breaker);
  }
  const { stops, passed, wish } = getExecution(project);
  if (wish.state !== 'running') world.violations.push(`${project.id}: ${node.name} starts under a wish to be ${wish.state}`);
  const isHeld =
    stops.some((stop) => stop.when === 'before_merge' && stop.target === task.key) && !passed.some(({ key }) => key === task.key);
  // A stop that was set while its merge ran comes too late for it.
  if (node.name === 'merge' && task.phase === 'VERIFY' && node.readySince === world.now && isHeld)
    world.violations.push(`${project.id}: ${task.key} is merged past a stop point`);
  const event = phaseEventOfNode[node.name];
  if (event) task.phase = nextPhase(task.phase, event) ?? task.phase;
  world.counter += 1;
  const claim = `claim ${world.counter}`;
  task.claim = claim;
  node.state = 'running';
  node.startedAt = world.now;
  if (node.name === 'codeExecution') spend(world, project);
  const run: Run = { project, executionId: getExecution(project).id, task, node: node.name, claim, attempt: task.attempt, tip: task.tip };
  later(world, nodeTimeoutMs, () => undefined);
  carry(world, faults, run);
}

/** An attempt counts when it begins: it costs, whatever becomes of it. */
function spend(world: World, project: ProjectRows): void {
  const { budget } = project;
  const attempts = (budget.used.attempts ?? 0) + 1;
  project.budget = { ...budget, used: { attempts } };
  if (attempts > (budget.limits.attempts ?? 0)) world.violations.push(`${project.id}: attempt ${attempts} is beyond the budget`);
  for (const { what, measure } of checkBudgets([project.budget])) {
    if (what === 'warn') project.budget = { ...project.budget, warned: [...project.budget.warned, measure] };
  }
  if (checkBudgets([project.budget]).some(({ what }) => what === 'warn')) world.violations.push(`${project.id}: it is warned twice`);
}

/** The port: each way in which a call can end, and the effects that it has by then. */
function carry(world: World, faults: Faults, run: Run): void {
  const process = world.counter;
  const { processes } = world.memory;
  processes.add(process);
  const fault = faults.ofNode(run.node);
  const isAlive = () => processes.delete(process);
  const brings = (ms: number, result: () => NodeResult) =>
    later(world, ms, () => {
      const given = result();
      if (!world.isDown) receive(world, faults, run, given);
    });
  const ms = faults.duration(run.node);
  // The connection of a push may break before or after the remote took it: the same push is tried again, on what it knew then.
  const infrastructure = (): NodeResult => ({ failure: describeFailure(run.node === 'push' ? 'repository_unreachable' : 'worker_lost') });
  switch (fault) {
    case 'hangs':
      return;
    case 'fails_before':
      return brings(ms, () => (isAlive() ? infrastructure() : null));
    case 'fails_after':
      return brings(ms, () => (isAlive() && effect(run) !== null ? infrastructure() : null));
    case 'twice':
      brings(ms, () => (isAlive() ? effect(run) : null));
      return brings(ms + second, () => effect(run));
    case 'late':
      // Comes back from the dead: no crash ends it, and it does what it was to do.
      return brings(nodeTimeoutMs + faults.draw() * second, () => effect(run));
    case 'work_fails':
      return brings(ms, () => (isAlive() ? { failure: faults.workFailure() } : null));
    case 'none':
      return brings(ms, () => (isAlive() ? effect(run) : null));
  }
}

/** null: the process is gone and brings nothing. */
type NodeResult = { readonly failure: Failure } | { readonly end: 'done' | 'landed' | 'moved' | 'superseded' } | null;

/** What a node does outside. A push is a compare-and-swap of the branch, and knows its own landing again. */
function effect({ project, executionId, task: { key }, node, tip }: Run): NodeResult {
  const task = findTask(project.list, key);
  const isOpen = task !== undefined && !isClosed(task.status) && task.status !== 'blocked' && task.status !== 'human-review';
  const hasLanded = project.landings.some((landing) => landing.key === key && landing.executionId === executionId);
  if (node !== 'push')
    return (node === 'gatherContext' || node === 'merge') && !isOpen && !hasLanded ? { end: 'superseded' } : { end: 'done' };
  if (hasLanded) return { end: 'landed' };
  if (!isOpen) return { end: 'superseded' };
  if (project.tip !== tip) return { end: 'moved' };
  const edits = completeTask(project.list, key, { at: '2026-11-26T10:00:00Z' });
  project.list = parse(applyEdits(project.list.bytes, edits), { path: 'task_lists.md' });
  project.landings.push({ key, executionId, parent: tip, onto: project.tip });
  project.tip += 1;
  return { end: 'landed' };
}

function receive(world: World, faults: Faults, run: Run, result: NodeResult): void {
  if (result === null) return;
  const { project, task, node, claim, attempt } = run;
  const isCurrent = project.execution?.id === run.executionId && project.execution.tasks.includes(task);
  const before = JSON.stringify(task);
  if (!isCurrent || task.node?.name !== node || !judgeResult(task, { claim, attempt }).accepted) {
    world.fenced += 1;
    if (JSON.stringify(task) !== before) world.violations.push(`${project.id}: a fenced result changed ${task.key}`);
    return;
  }
  if (task.claim !== claim) world.violations.push(`${project.id}: a result of ${claim} counted while ${task.claim} held ${task.key}`);
  task.claim = null;
  teach(world, run, 'failure' in result ? result.failure : null);
  if ('failure' in result) return fail(world, faults, run, result.failure);
  if (result.end === 'done') return goOn(world, project, task, node);
  endRound(world, project, task, result.end);
}

function teach(world: World, { project, task, node }: Run, failure: Failure | null): void {
  const concerns = failure === null ? 'lane' : failurePaths[failure.class].breaker;
  for (const id of breakersOf(project, node)) {
    const isConcerned = id.startsWith(concerns);
    // Work that fails was carried by its lane all the same; a lane that fails says nothing of the project.
    if (failure !== null && !isConcerned && id.startsWith('project')) continue;
    const signature = failure !== null && isConcerned ? errorSignature(failure) : null;
    world.breakers.set(id, learn(world.breakers.get(id) ?? closedBreaker, { who: runId(project, task), signature }, world.now));
  }
}

function goOn(world: World, project: ProjectRows, task: TaskRow, node: NodeName): void {
  if (node === 'merge') task.tip = project.tip;
  const next = nodeNames[nodeNames.indexOf(node) + 1];
  if (next === undefined) throw new Error(`${node} is the last one and does not end the round`);
  makeReady(world, task, next);
  const { stops, passed } = getExecution(project);
  const stop = next === 'merge' && haltsHere({ list: project.list, stops, passed }, { at: 'merge', key: task.key });
  if (!stop) return;
  const execution = getExecution(project);
  execution.passed.push({ stop, key: task.key });
  if (execution.wish.state !== 'running') return;
  execution.wish = { state: 'paused', when: 'after_node' };
  moveExecution(project, 'pause');
}

function fail(world: World, faults: Faults, { project, task, node }: Run, failure: Failure): void {
  if (failure.class === 'work')
    task.failed.push({ attempt: task.attempt, diff: faults.diff(), failure: failureSignature(failure.evidence ?? failure.why) });
  const after = afterRound({ ...task, maySolve: false }, { end: 'failed', failure }, { jitter: 0.5 });
  switch (after.do) {
    case 'retry':
      task.attempt = after.attempt;
      task.round = 0;
      task.waits = 0;
      task.phase = getNextPhase(task.phase, 'retry');
      return makeReady(world, task, 'gatherContext');
    case 'wait':
      task.waits = after.waits;
      return makeReady(world, task, node, after.afterSeconds * second);
    case 'end':
      return endTask(world, project, task, after);
    case 'reland':
    case 'solve':
      throw new Error(`A failure leads to ${after.do}`);
  }
}

function endRound(world: World, project: ProjectRows, task: TaskRow, end: Exclude<RoundResult['end'], 'failed' | 'canceled'>): void {
  const after = afterRound({ ...task, maySolve: false }, { end }, { jitter: 0.5 });
  if (after.do === 'reland') {
    task.round = after.round;
    return makeReady(world, task, 'merge');
  }
  if (after.do !== 'end') throw new Error('Only a failure is tried again');
  endTask(world, project, task, after);
}

function endTask(world: World, project: ProjectRows, task: TaskRow, after: Extract<AfterRound, { do: 'end' }>): void {
  if (after.event) task.phase = getNextPhase(task.phase, after.event);
  task.outcome = after.outcome;
  task.failure = after.failure;
  task.node = null;
  advance(world, project);
}
