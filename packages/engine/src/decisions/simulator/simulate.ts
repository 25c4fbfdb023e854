import { isEnded } from '@devteam/api';
import { findTask, isFinished } from '@devteam/task-list';
import { Faults } from './faults.ts';
import { advance } from './moves.ts';
import { type Deed, act, start, tidy } from './people.ts';
import { limits, startReady, takeUp } from './work.ts';
import { type World, hour, later, minute, newWorld, second } from './world.ts';

export interface Script {
  /** Tasks of each project's list. */
  readonly lists: readonly number[];
  /** Read by `Faults`, one after the other. */
  readonly faults: readonly number[];
  readonly deeds: readonly { readonly afterMinutes: number; readonly project: number; readonly deed: Deed }[];
}

export interface SimulationReport {
  readonly hours: number;
  readonly steps: number;
  readonly landed: number;
  /** Results that came too late and were refused. */
  readonly fenced: number;
  readonly violations: readonly string[];
}

/** A person who brings things to their end looks so often; nobody needs more looks. */
const mostLooks = 300;

/**
 * One life of an engine in virtual time, driven by the same decisions as the real one. Ports fail before and after their effect, answer
 * twice, late or never; a crash forgets all that is not in the store. After every step the invariants are looked at; after the script
 * faults end, somebody tidies up, and then everything has to come to its end.
 */
export function simulate(script: Script): SimulationReport {
  const world = newWorld(script.lists);
  const faults = new Faults(script.faults);
  for (const project of world.projects) start(world, project);
  let at = 0;
  for (const { afterMinutes, project, deed } of script.deeds) {
    at += afterMinutes * minute;
    later(world, at, () => {
      const target = world.projects[project % world.projects.length];
      if (world.isDown || !target) return;
      if (deed.do === 'crash') crash(world, faults);
      else act(world, target, deed);
    });
  }
  let looks = 0;
  const look = (): void => {
    looks += 1;
    faults.end();
    if (!world.isDown) for (const project of world.projects) tidy(world, project);
    if (looks < mostLooks && !isAllDone(world)) later(world, 30 * minute, look);
  };
  later(world, at + hour, look);

  let steps = 0;
  for (let event = world.queue.shift(); event && world.violations.length === 0; event = world.queue.shift()) {
    steps += 1;
    world.now = event.at;
    event.run();
    if (!world.isDown) {
      takeUp(world, false);
      for (const project of world.projects) advance(world, project);
      startReady(world, faults);
    }
    judge(world);
  }
  const open = world.projects.filter(({ list }) => !isFinished(list));
  if (world.violations.length === 0)
    for (const { id, execution } of open) world.violations.push(`${id} never came to its end: ${JSON.stringify(execution)}`);
  const landed = world.projects.reduce((count, { landings }) => count + landings.length, 0);
  return { hours: world.now / hour, steps, landed, fenced: world.fenced, violations: world.violations };
}

function isAllDone(world: World): boolean {
  return world.projects.every(({ list, execution }) => isFinished(list) && (!execution || isEnded(execution.status)));
}

/** All memory is gone; a process or two may go on unseen, with a claim that is worth nothing. */
function crash(world: World, faults: Faults): void {
  const lost = [...world.memory.processes].filter(() => faults.draw() >= 300);
  const { processes } = world.memory;
  for (const process of lost) processes.delete(process);
  world.memory = { processes, preparing: new Set() };
  world.isDown = true;
  later(world, 5 * second, () => {
    world.isDown = false;
    takeUp(world, true);
  });
}

/** What must hold after every step. */
function judge(world: World): void {
  const found: string[] = [];
  let running = 0;
  for (const { id, execution, ended, landings, list } of world.projects) {
    const keys = landings.map(({ key }) => key);
    if (new Set(keys).size < keys.length) found.push(`${id}: a task landed twice: ${keys.join(', ')}`);
    for (const { key, onto, parent } of landings) {
      if (findTask(list, key)?.status !== 'completed') found.push(`${id}: ${key} landed and is not ticked`);
      if (onto !== parent) found.push(`${id}: ${key} was pushed over commits of others`);
    }
    if (!execution) continue;
    const { status, tasks } = execution;
    if (isEnded(status) && ended.at(-1) !== JSON.stringify(execution)) found.push(`${id}: what has ended was changed`);
    const open = tasks.filter(({ outcome }) => outcome === null);
    if (open.length > 1) found.push(`${id}: ${open.map(({ key }) => key).join(' and ')} are open at once`);
    if (isEnded(status) && open.length > 0) found.push(`${id}: it is ${status} and ${open[0]?.key} is open`);
    for (const task of tasks) {
      if (task.attempt > task.maxAttempts) found.push(`${id}: ${task.key} is at attempt ${task.attempt}`);
      if (task.node?.state === 'running') running += 1;
      if ((task.node?.state === 'running') !== (task.claim !== null))
        found.push(`${id}: ${task.key} is ${task.node?.state} with claim ${task.claim}`);
      if (task.outcome === 'landed' && !keys.includes(task.key)) found.push(`${id}: ${task.key} counts as landed and is not on the branch`);
    }
  }
  if (running > limits.total) found.push(`${running} nodes run at once`);
  for (const each of found) world.violations.push(`at ${(world.now / hour).toFixed(2)} h: ${each}`);
}
