import { join } from 'node:path';
import { applyEdits, completeTask, findNextTask, isClosed, parse } from '@devteam/task-list';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findLogFaults, findNodeFaults, readWholeLog } from './support/event-log-faults.ts';
import { untilAtRest } from './support/executions.ts';
import { findLandedFaults } from './support/landed-faults.ts';
import { type LocalEngine, startLocalEngine } from './support/local-engine.ts';
import { openRandom } from './support/random.ts';
import { projectPlan } from './support/random-plan.ts';
import { type RandomProject, makeRandomProject, readPlan } from './support/random-project.ts';
import { atScale } from './support/scale.ts';

const projects = atScale(30, 100);
const atOnce = 10;
/** Few enough projects each that the questions of one never hold up another (the usual limit is 5 open ones). */
const customers = Math.ceil(projects / 4);
/** Minutes on a quiet machine; who shares it with others still gets an answer. */
const longest = 2_400_000;

const { seed } = openRandom('random projects');
/** `DEVTEAM_TEST_ONLY=7` runs only the seventh of a seed. */
const only = process.env['DEVTEAM_TEST_ONLY'];

let local: LocalEngine;

beforeAll(async () => {
  local = await startLocalEngine('random');
});
afterAll(() => local?.close());

test('what a plan comes to by its own reckoning is what the task list leads to', () => {
  const check = fc.property(projectPlan, (plan) => {
    const { course, list, nodes } = readPlan(plan);
    let known = parse(list, { path: plan.listPath });
    expect(known.tasks.map((task) => task.key)).toEqual(nodes.map((node) => node.key));
    for (const { node, lands } of course.tasks) {
      expect(findNextTask(known)?.key).toBe(node.key);
      if (!lands) return;
      const edits = completeTask(known, node.key, { at: '2026-11-22T10:31:00Z', actualDuration: 1, summary: 'Did it.' });
      known = parse(applyEdits(known.bytes, edits), { path: plan.listPath, dialect: known.dialect });
    }
    const isDone = known.tasks.filter((task) => task.children.length === 0).every((task) => isClosed(task.status));
    expect([findNextTask(known), isDone]).toEqual([undefined, course.executions.at(-1)?.status === 'completed']);
  });
  fc.assert(check, { seed, numRuns: 300 });
});

/** Runs one project to its end, started again at stop points, and gives everything that is not as it should be. */
async function run(random: RandomProject): Promise<string[]> {
  const { engine } = local;
  const { course, project, stopAfter } = random;
  const faults: string[] = [];
  await engine.saveProject(project);
  for (const [index, expected] of course.executions.entries()) {
    await engine.automate(project.id, index === 0 && stopAfter.length > 0 ? { stopAfter } : {});
    const execution = await untilAtRest(engine.pool, project.id);
    if (execution.status !== expected.status || (execution.reason?.code ?? null) !== expected.code)
      faults.push(`ended as ${execution.status}, ${JSON.stringify(execution.reason)}; expected ${expected.status}, ${expected.code}`);
  }
  faults.push(...findLogFaults(await readWholeLog(engine.pool, project.id)), ...(await findLandedFaults(random)));
  return faults;
}

test(`${projects} random projects come to the ends that their lists and recordings lead to`, { timeout: longest }, async () => {
  const plans = fc.sample(projectPlan, { seed, numRuns: projects });
  const waiting = plans.map((plan, index) => ({ plan, index })).filter(({ index }) => only === undefined || index === Number(only));
  const failures: string[] = [];
  let landed = 0;
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { index, plan } = next;
      const customer = `customer-${index % customers}`;
      const random = await makeRandomProject(plan, { directory: join(local.scratch, `p${index}`), id: `${customer}/p${index}`, customer });
      const faults = await run(random);
      landed += random.course.tasks.filter((task) => task.lands).length;
      if (faults.length > 0)
        failures.push(`DEVTEAM_TEST_SEED=${seed} DEVTEAM_TEST_ONLY=${index}\n${random.list.toString()}\n${faults.join('\n')}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  console.log(`${plans.length} projects, ${landed} tasks landed`);
  failures.push(...(await findNodeFaults(local.engine.pool)));
  if (failures.length > 0) failures.push(...local.said);
  expect(failures.join('\n\n')).toBe('');
  expect(landed).toBeGreaterThan(only === undefined ? projects : 0);
});
