import { setTimeout as sleep } from 'node:timers/promises';
import { isFinished, parse } from '@devteam/task-list';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findLogFaults, readWholeLog } from './support/event-log-faults.ts';
import { describeProject, untilAtRest } from './support/executions.ts';
import { gitBytes } from './support/git.ts';
import { Hand } from './support/hand.ts';
import { type ListFamily, listFamilies, listPath, listText } from './support/list-by-hand.ts';
import { type LocalEngine, startLocalEngine } from './support/local-engine.ts';
import { clonePerson } from './support/person.ts';
import { openRandom, randomOf } from './support/random.ts';
import { atScale } from './support/scale.ts';
import { findSharedBranchFaults } from './support/shared-branch-faults.ts';
import { makeSmallProject } from './support/small-project.ts';
import { fileOf, lineBeside, lineOf, sharedPath, sharedText, titleOf, work } from './support/work-of-two.ts';

const runs = atScale(12, 200);
const atOnce = 8;
const longest = 2_400_000;
/** A person who pushes faster than the checks run is over by then. */
const mostExecutions = 60;
const { seed } = openRandom('two writers');
/** `DEVTEAM_TEST_ONLY=7` runs only the seventh of a seed. */
const only = process.env['DEVTEAM_TEST_ONLY'];

let local: LocalEngine;
beforeAll(async () => {
  local = await startLocalEngine('writers');
});
afterAll(() => local?.close());

/** One list, the engine that completes its tasks, and a person with a clone who edits the same file meanwhile; in words what was lost. */
async function run(index: number): Promise<string[]> {
  const random = randomOf(seed + index);
  const family: ListFamily = listFamilies[index % listFamilies.length] ?? 'headings';
  // One line with a number is no outline yet.
  const tasks = random.between(2, 3);
  const pushes = random.between(1, 3);
  const ids = [...Array.from({ length: tasks }, (_, n) => `1.${n + 1}`), ...Array.from({ length: pushes }, (_, n) => `9.${n + 1}`)];
  const small = await makeSmallProject({
    directory: local.scratch,
    id: `run-${index}`,
    files: {
      [listPath]: listText(
        family,
        ids.slice(0, tasks).map((id, n) => ({ id, title: titleOf(n + 1) })),
      ),
      [sharedPath]: sharedText,
    },
    recordings: Object.fromEntries(ids.map((id) => [id, [{ patch: work(id), delaySeconds: random.next() * 0.2 }]])),
  });
  const { engine } = local;
  await engine.saveProject(small.project);
  const person = await clonePerson(small.remote, small.branch);
  const hand = new Hand(random, { family, tasks, titleOf, sharedPath, sharedLineOf: lineBeside });
  let isWriting = true;
  const writing = (async () => {
    for (let n = 1; n <= pushes; n += 1) {
      await sleep(random.between(20, 300));
      await hand.push(person, n);
    }
  })().finally(() => {
    isWriting = false;
  });
  const readList = async () =>
    parse(await gitBytes(small.remote, ['show', `${small.branch}:${listPath}`]), {
      path: listPath,
    });
  for (let executions = 1; ; executions += 1) {
    const wasWriting = isWriting;
    await engine.automate(small.project.id);
    const execution = await untilAtRest(engine.pool, small.project.id);
    const isContended = execution.reason?.code === 'push_contended';
    if (execution.status !== 'completed' && !isContended) {
      await writing;
      return [`ended as ${execution.status}, ${JSON.stringify(execution.reason)}`, await describeProject(engine.pool, small.project.id)];
    }
    if (!wasWriting && isFinished(await readList())) break;
    if (executions > mostExecutions)
      return [
        `not finished after ${executions} executions:\n${(await readList()).tasks.map(({ key, status }) => `${key} ${status}`).join('\n')}`,
      ];
  }
  await writing;
  const faults = await findSharedBranchFaults({
    ...small,
    listPath,
    pathsOf: (key) => [fileOf(key)],
    shared: { path: sharedPath, lineOf },
    pushed: hand.pushed,
    words: hand.standing,
  });
  const open = (await readList()).tasks.filter((task) => task.status !== 'completed').map((task) => `${task.key} is ${task.status}`);
  return [...faults, ...open, ...findLogFaults(await readWholeLog(engine.pool, small.project.id))];
}

test(`${runs} runs: neither the engine nor a person loses a byte to the other`, { timeout: longest }, async () => {
  const waiting = Array.from({ length: runs }, (_, index) => index).filter((index) => only === undefined || index === Number(only));
  const failures: string[] = [];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const faults = await run(next);
      if (faults.length > 0) failures.push(`DEVTEAM_TEST_SEED=${seed} DEVTEAM_TEST_ONLY=${next}\n${faults.join('\n')}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failures.length > 0) failures.push(...local.said);
  expect(failures.join('\n\n')).toBe('');
});
