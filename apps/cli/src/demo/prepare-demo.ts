import { setTimeout as sleep } from 'node:timers/promises';
import { isActive } from '@devteam/api';
import type { Engine } from '@devteam/engine/durable';
import { deleteProjects, findExecution, readProjectViews } from '@devteam/engine/store';
import type { Example } from '../../../../examples/examples.ts';
import { type DemoPlan, planDemo } from './demo-plan.ts';
import { type DemoGiven, demoProject } from './demo-projects.ts';
import { hasRemote, makeRemote, removeRemotes } from './demo-remotes.ts';

/** Brings remotes and projects to where their executions can be started or go on; answers what it found. */
export async function prepareDemo(engine: Engine, examples: readonly Example[], given: DemoGiven): Promise<DemoPlan> {
  const ids = examples.map((example) => example.project.id);
  const views = new Map((await readProjectViews(engine.pool, engine.label, ids)).map((view) => [view.projectId, view]));
  const plan = planDemo(
    examples.map((example) => ({
      projectId: example.project.id,
      isKnown: views.has(example.project.id),
      hasRemote: hasRemote(given.home, example),
      status: views.get(example.project.id)?.execution?.status ?? null,
    })),
  );
  if (plan.do === 'begin anew') {
    for (const id of ids) if (isActive(views.get(id)?.execution?.status ?? 'idle')) await endExecution(engine, id);
    // Projects first: where this is cut off, the next demo finds one missing and begins anew as well.
    await deleteProjects(engine.pool, ids);
    await removeRemotes(given.home);
    for (const example of examples) await makeRemote(given.home, example);
  }
  for (const example of examples) await engine.saveProject(demoProject(example, given));
  return plan;
}

const endWithinMs = 15_000;

async function endExecution(engine: Engine, projectId: string): Promise<void> {
  await engine.stop(projectId);
  const until = performance.now() + endWithinMs;
  while (performance.now() < until) {
    const execution = await findExecution(engine.pool, projectId);
    if (!execution || !isActive(execution.status)) return;
    await sleep(100);
  }
}
