import { type ExecutionStatus, type Phase, isActive } from '@devteam/api';
import { type TaskList, findNextTask, findTask, isClosed, isFinished, parse, refOf, replay, stopCovers } from '@devteam/task-list';
import { type Wish } from '../../decisions/control/control-table.ts';
import type { ControlRequest } from '../../decisions/control/plan-control.ts';
import { type InjectionRequest, readPosition } from '../../decisions/injection/injection-request.ts';
import { type InjectionSnapshot, planPlacement } from '../../decisions/injection/plan-injection.ts';
import type { StopWish } from '../../decisions/stop-points/stop-wish.ts';
import type { NewInjection } from '../injections/new-injection.ts';
import type { Observation } from './steered-project.ts';
import { listPath as path, steeredList } from './steered-worker.ts';

interface Open {
  key: string;
  phase: Phase;
  /** Of this selection: what has ended, and what runs. */
  done: Set<string>;
  node: string | null;
  /** Somebody was asked to take it up, and has. */
  isAsked: boolean;
  isTaken: boolean;
  /** Who ran the node has died: it stands in the queue again. */
  isDead: boolean;
}

interface Injection {
  wanted: NewInjection;
  status: 'approval' | 'pending' | 'processing' | 'done' | 'refused' | 'canceled' | 'rolled_back';
  settledBy?: string;
}

type Placing = { injection: Injection; facts: Facts; interrupted: string | null };
type Facts = Pick<InjectionSnapshot, 'execution' | 'running' | 'openReviews'>;

const steps = ['codeExecution', 'verify', 'push'] as const;
const phases = { codeExecution: 'IMPLEMENT', verify: 'VERIFY', push: 'PUSH' } as const;
const markOf = { skip_task: 'skipped', take_over: 'taken_over', replay_task: 'given_back', give_back: 'given_back' } as const;
const statusOf = { skipped: 'skipped', taken_over: 'human-review', given_back: 'pending' } as const;

/**
 * What a person may expect of a project that is steered, told once more in plain words: no rows, no transactions, no claims. Where a new task
 * goes in the list, and whether a command is taken at all, is asked of the decisions, which have tests of their own; everything that
 * follows is said here.
 */
export class SteeringModel {
  private status: ExecutionStatus = 'running';
  private wish: Wish = { state: 'running' };
  private isPrepared = true;
  private branch = listFrom(new TextEncoder().encode(steeredList));
  private stored = this.branch;
  private open: Open | null = null;
  private outcomes = new Map<string, string>();
  private marks = new Map<string, { mark: 'skipped' | 'taken_over' | 'given_back'; isWritten: boolean }>();
  private stops: StopWish[] = [];
  /** Behind us: «before» a task, and the merge of a task. */
  private passed = new Set<string>();
  private haltedAt: string | null = null;
  private injections: Injection[] = [];
  private queue: Injection[] = [];
  private readonly approval: readonly NewInjection['mode'][];

  constructor(approval: readonly NewInjection['mode'][]) {
    this.approval = approval;
    this.tick();
  }

  observation(): Observation {
    const listed = (list: TaskList) => list.tasks.map(({ key, status, title }) => `${key} ${title}: ${status}`);
    const wish = [
      this.wish.state,
      ...(this.wish.state === 'paused' ? [this.wish.when] : []),
      ...(this.wish.state === 'stopped' ? [this.wish.work] : []),
    ];
    return {
      status: this.status,
      wish: wish.join(' '),
      open: this.open?.key ?? null,
      node: this.open?.node ?? null,
      outcomes: Object.fromEntries([...this.outcomes].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      stored: listed(this.stored),
      branch: listed(this.branch),
      marks: [...this.marks].map(([key, { isWritten, mark }]) => `${key} ${mark} ${isWritten ? '' : statusOf[mark]}`).toSorted(),
      injections: this.injections.map(({ status, wanted }) => `${wanted.key} ${status}`).toSorted(),
    };
  }

  /** What comes next, where nothing stands in the way. */
  tick(): void {
    const { open, wish } = this;
    if (this.status !== 'running' && this.status !== 'initializing') return;
    if (open) {
      const isPushing = open.node === 'push';
      if (wish.state === 'running' || isPushing) return;
      if (wish.state === 'stopped') {
        this.giveBack();
        this.status = 'stopped';
      } else if (open.node === null || open.isDead || wish.when === 'now') this.hold();
      return;
    }
    if (wish.state === 'stopped') this.status = 'stopped';
    else if (!this.isPrepared) return;
    else if (wish.state === 'paused') this.status = 'paused';
    else if (this.injections.some(({ status }) => status === 'processing')) return;
    else if (isFinished(this.stored)) this.status = 'completed';
    else this.select();
  }

  private select(): void {
    const landed = [...this.outcomes].filter(([, outcome]) => outcome === 'landed').map(([key]) => key);
    const next = findNextTask(this.stored, { skip: new Set([...landed, ...this.marks.keys()]) });
    const stop =
      this.stops.find((each) => each.when === 'after' && this.isDone(each.target)) ??
      this.stops.find((each) => this.isBefore(each, next?.key));
    if (stop) {
      if (stop.when !== 'budget') this.haltedAt = `${stop.when} ${stop.target}`;
      this.status = 'stopped';
    } else if (!next) this.status = 'waiting_for_human';
    else {
      this.outcomes.delete(next.key);
      this.open = { key: next.key, phase: 'PREP', done: new Set(), node: null, isAsked: true, isTaken: false, isDead: false };
    }
  }

  /** «After» is inclusive: all of it is closed, by whoever, in the file or by somebody's word. */
  private isDone(target: string): boolean {
    const covered = stopCovers(this.stored, target);
    return covered.length > 0 && covered.every(({ key, status }) => isClosed(status) || this.marks.get(key)?.mark === 'skipped');
  }

  /** «Before» is once. */
  private isBefore(stop: StopWish, next: string | undefined): boolean {
    if (stop.when !== 'before' || this.passed.has(`before ${stop.target}`)) return false;
    const covered = stopCovers(this.stored, stop.target);
    return covered.some(({ key }) => key === next) && !covered.some(({ status }) => status === 'completed');
  }

  /** Paused with the task open: what has ended stays, what ran runs again. */
  private hold(): void {
    this.status = 'paused';
    if (this.open) this.open = { ...this.open, node: null, isAsked: false, isTaken: false, isDead: false };
  }

  private giveBack(): void {
    if (this.open) this.outcomes.set(this.open.key, 'canceled');
    this.open = null;
  }

  begin(): void {
    if (!isActive(this.status)) return;
    if (!this.isPrepared) {
      this.isPrepared = true;
      this.stored = this.branch;
      if (this.status === 'initializing') this.status = 'running';
      this.tick();
      return;
    }
    const { open } = this;
    if (!open || (!open.isTaken && !open.isAsked)) return;
    open.isTaken = true;
    const next = steps.find((name) => !open.done.has(name));
    if (!next || (open.node === next && !open.isDead)) return;
    if (this.wish.state !== 'running') {
      this.tick();
      return;
    }
    const halts = (stop: StopWish) =>
      stop.when === 'before_merge' &&
      stopCovers(this.stored, stop.target).some(({ key }) => key === open.key) &&
      !this.passed.has(`before the merge of ${stop.target} ${open.key}`);
    const stop = next === 'push' && open.node === null ? this.stops.find(halts) : undefined;
    if (stop && stop.when === 'before_merge') {
      this.hold();
      this.haltedAt = `before the merge of ${stop.target} ${open.key}`;
      return;
    }
    open.node = next;
    open.isDead = false;
    open.phase = phases[next];
  }

  crash(): void {
    if (this.open?.node) this.open.isDead = this.open.node !== 'push';
  }

  end(): void {
    const { open } = this;
    if (!open?.node) return;
    open.done.add(open.node);
    if (open.node === 'push')
      this.write((list) => [{ op: 'complete', ref: refOf(list, open.key), completion: { at: '2026-11-26T10:00:00Z', actualDuration: 1 } }]);
    open.node = null;
    open.isDead = false;
  }

  land(): void {
    this.end();
    const { open } = this;
    if (!open?.done.has('push') || !open.isTaken) return;
    this.outcomes.set(open.key, 'landed');
    this.open = null;
    this.stored = this.branch;
    this.tick();
  }

  private write(operations: (list: TaskList) => Parameters<typeof replay>[0]): void {
    this.branch = listFrom(replay(operations(this.branch), this.branch.bytes, { path }).bytes);
  }

  /** What people said of tasks comes into the file. */
  writeMarks(): void {
    for (const [key, said] of this.marks) {
      if (said.isWritten) continue;
      const status = statusOf[said.mark];
      if (findTask(this.branch, key)?.status !== status)
        this.write((list) => [{ op: 'setStatus', ref: refOf(list, key), status, detail: 'Maria' }]);
      this.stored = this.branch;
      if (said.mark === 'taken_over') said.isWritten = true;
      else this.marks.delete(key);
      if (this.status === 'waiting_for_human') this.status = 'running';
      this.tick();
    }
  }

  /** A command that was taken. */
  command({ command, task }: ControlRequest): void {
    if (command in markOf && task !== undefined) this.mark(command as keyof typeof markOf, task);
    else if (command === 'clear_stop_points') this.stops = [];
    else if (command === 'resume') this.resume();
    else if (command === 'pause_after_node' || command === 'pause_now') {
      if (this.wish.state !== 'paused' || this.wish.when !== 'now')
        this.wish = {
          state: 'paused',
          when: command === 'pause_now' || this.status === 'initializing' ? (command === 'pause_now' ? 'now' : 'after_node') : 'after_node',
        };
      if (this.status === 'waiting_for_human') this.wish = { state: 'paused', when: 'after_node' };
    } else if (command.startsWith('stop_')) {
      if (this.wish.state !== 'stopped' || this.wish.work !== 'discard')
        this.wish = { state: 'stopped', work: command === 'stop_discard' ? 'discard' : 'keep' };
      if (this.status === 'paused' || this.status === 'waiting_for_human') {
        this.giveBack();
        this.status = 'stopped';
      }
    }
    this.tick();
  }

  private resume(): void {
    this.wish = { state: 'running' };
    if (this.status !== 'paused' && this.status !== 'waiting_for_human') return;
    this.status = 'running';
    if (this.haltedAt) this.passed.add(this.haltedAt);
    this.haltedAt = null;
    if (this.open) this.open.isAsked = true;
  }

  private mark(command: keyof typeof markOf, task: string): void {
    const mark = markOf[command];
    this.marks.delete(task);
    this.marks.set(task, { mark, isWritten: false });
    if (!isActive(this.status)) {
      if (command === 'replay_task') this.startAgain();
      return;
    }
    if (this.open?.key === task) this.giveBack();
    else if (this.outcomes.get(task) === 'canceled' && mark === 'given_back') this.outcomes.set(task, 'superseded');
    if (this.status === 'waiting_for_human') this.status = 'running';
  }

  private startAgain(): void {
    this.status = 'initializing';
    this.wish = { state: 'running' };
    this.isPrepared = false;
    this.outcomes = new Map();
    this.stops = [];
    if (this.haltedAt) this.passed.add(this.haltedAt);
    this.haltedAt = null;
  }

  setStops(stops: readonly StopWish[]): void {
    this.stops = stops.filter((stop, index) => stops.findIndex((other) => JSON.stringify(other) === JSON.stringify(stop)) === index);
    for (const stop of stops) {
      if (stop.when === 'budget') continue;
      const name = stop.when === 'before_merge' ? `before the merge of ${stop.target}` : `${stop.when} ${stop.target}`;
      for (const passed of this.passed) if (passed === name || passed.startsWith(`${name} `)) this.passed.delete(passed);
    }
    this.tick();
  }

  /** The refusal, or none. */
  inject(wanted: NewInjection): string | null {
    const known = this.injections.find(({ wanted: { key } }) => key === wanted.key);
    if (known) return JSON.stringify(known.wanted) === JSON.stringify(wanted) ? null : 'injection_key_reused';
    const facts = this.facts();
    const first = facts.execution ? planOf(this.stored, facts, wanted) : undefined;
    if (first?.outcome !== 'accepted') {
      this.stored = this.branch;
      const plan = planOf(this.branch, facts, wanted);
      if (plan.outcome === 'refused') return plan.failure.code;
    }
    const injection: Injection = { wanted, status: this.approval.includes(wanted.mode) ? 'approval' : 'pending' };
    this.injections.push(injection);
    if (injection.status === 'pending') this.queue.push(injection);
    return null;
  }

  settle(event: 'cancel' | 'approve', index: number): string | null {
    const injection = this.injections[index % this.injections.length];
    if (!injection) return null;
    const to = event === 'cancel' ? 'canceled' : 'pending';
    const isAgain = injection.status === to && injection.settledBy === 'Eve';
    const may = event === 'cancel' ? ['approval', 'pending'] : ['approval'];
    if (!isAgain && !may.includes(injection.status)) return 'injection_settled';
    injection.status = to;
    injection.settledBy = 'Eve';
    if (event === 'approve' && !this.queue.includes(injection)) this.queue.push(injection);
    return null;
  }

  /** Up to where the running task is stopped for it; undefined: nothing is to be carried out, or it was refused. */
  place(): Placing | undefined {
    const injection = this.queue.shift();
    if (!injection || injection.status !== 'pending') return undefined;
    injection.status = 'processing';
    this.stored = this.branch;
    const facts = this.facts();
    const plan = planOf(this.branch, facts, injection.wanted);
    if (plan.outcome === 'refused') {
      injection.status = 'refused';
      this.tick();
      return undefined;
    }
    const interrupted = plan.interrupts?.key ?? null;
    if (interrupted === null) return { injection, facts: this.facts(), interrupted };
    this.giveBack();
    return { injection, facts: { ...this.facts(), running: { key: interrupted, phase: 'PREP', claim: '' } }, interrupted };
  }

  putIn({ facts, injection, interrupted }: Placing): void {
    const plan = planOf(this.branch, facts, injection.wanted);
    if (plan.outcome === 'refused') injection.status = interrupted === null ? 'refused' : 'rolled_back';
    else {
      this.branch = plan.list;
      this.stored = this.branch;
      injection.status = 'done';
    }
    this.tick();
  }

  private facts(): Facts {
    if (!isActive(this.status)) return { execution: null, running: null, openReviews: [] };
    return {
      execution: { status: this.status, desired: this.wish.state },
      running: this.open && { key: this.open.key, phase: this.open.phase, claim: '' },
      openReviews: [],
    };
  }
}

const listFrom = (bytes: Uint8Array): TaskList => parse(bytes, { path });

function planOf(list: TaskList, facts: Facts, wanted: NewInjection) {
  const place =
    wanted.mode === 'priority'
      ? ({ type: 'priority' } as const)
      : wanted.mode === 'replace'
        ? ({ type: 'replace', ...(wanted.place ? { target: wanted.place } : {}) } as const)
        : readPosition(wanted.place ?? '');
  const request: InjectionRequest = {
    key: wanted.key ?? '',
    source: 'person',
    by: { id: wanted.by, rights: ['inject.request'] },
    place,
    task: wanted.task,
    reason: wanted.reason,
    at: '2026-11-26T10:00:00Z',
  };
  const planned = planPlacement(
    { ...facts, path, list, injections: [], policy: { priority: 'auto', replace: 'auto', positional: 'auto' } },
    request,
  );
  if (planned.outcome === 'replayed') throw new Error('A placement is never a replay');
  return planned.outcome === 'refused'
    ? planned
    : { outcome: 'accepted' as const, list: planned.plan.list, interrupts: planned.plan.interrupts };
}
