import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findExecution, readEvents, readPositions } from '@devteam/engine/store';
import { openDatabase } from '@devteam/server';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { demoProject } from '../apps/cli/src/demo/demo-projects.ts';
import { remotePath } from '../apps/cli/src/demo/demo-remotes.ts';
import { loadExamples } from '../examples/examples.ts';
import { findExampleFaults } from './support/example-faults.ts';
import { git } from './support/git.ts';
import { findLeftovers } from './support/leftovers.ts';
import { buildPageIfStale } from './support/page-build.ts';
import { type PageCommand, startPageCommand } from './support/page-command.ts';
import { hasMemoryFigures, readMemoryUse, servingProcesses } from './support/page-memory.ts';
import { postgresProcesses } from './support/postgres-processes.ts';
import { isFullScale } from './support/scale.ts';
import { type ScratchDirectory, makeScratchDirectory } from './support/scratch-directory.ts';
import { waitUntil } from './support/wait-until.ts';

const demo = ['run', '--silent', 'demo'];
const demoWithinMs = 120_000;
const mostMemoryMb = 300;
/** After this what a start or a demo used up for a moment has been given back. */
const restMs = 5000;
const lastLine = 'All came out as they should: 3 completed, 1 at its stop point, 1 waiting for a person.';

let scratch: ScratchDirectory;
let home: string;
let first: Outcome;
const commands: PageCommand[] = [];

beforeAll(async () => {
  await buildPageIfStale();
  scratch = await makeScratchDirectory('demo');
  home = join(scratch.path, 'home');
});
afterEach(async () => {
  for (const command of commands.splice(0)) {
    command.kill();
    await command.ended;
  }
});
afterAll(() => scratch?.remove());

const start = (...args: string[]): PageCommand => {
  const command = startPageCommand(args, home);
  commands.push(command);
  return command;
};
/** To the process that serves, not to npm, which would end by the signal itself. */
const signalServers = (name: NodeJS.Signals) => servingProcesses(home).forEach((pid) => process.kill(pid, name));
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

test('the demo of the README ends with 0: five projects at their ends, one commit with code and tick a landed task', async () => {
  const command = start(...demo);
  const served = await command.served;
  const { afterMs, code } = await command.ended;
  console.log(`demo: a first start serves the page after ${seconds(served.afterMs)}; all is done after ${seconds(afterMs)}`);
  expect({ code, shown: command.shown() }).toEqual({ code: 0, shown: expect.stringContaining(lastLine) });
  expect(afterMs).toBeLessThan(demoWithinMs);

  expect(postgresProcesses(home)).toEqual([]);
  first = await readOutcome();
  expect(first.faults).toEqual([]);
  expect(first.logs.map(({ after }) => after)).toEqual(first.logs.map(() => 0));
  expect(await findLeftovers(home)).toEqual([]);
  // What is printed to see the work can be pasted.
  for (const example of loadExamples()) expect(command.printed()).toContain(`git -C ${remotePath(home, example)} log --oneline`);
});

test('a warm start serves the page, and server and database together hold little memory at rest', async () => {
  const command = start('run', '--silent', 'devteam', '--', 'up', '--no-open', '--port', '0');
  const { afterMs } = await command.served;
  console.log(`demo: a warm start serves the page after ${seconds(afterMs)}`);
  await sleep(restMs);
  expect(hasMemoryFigures ? measureMemory('after a start') : 0).toBeLessThan(mostMemoryMb);
  signalServers('SIGTERM');
  const { code } = await command.ended;
  expect({ code, shown: command.shown() }).toEqual({ code: 0, shown: expect.stringContaining('Closed.') });
  expect(postgresProcesses(home)).toEqual([]);
});

test.runIf(isFullScale)('a second demo begins anew, and ends with 0 too', async () => {
  const command = start(...demo, '--', '--keep-open');
  await waitUntil(() => command.shown().includes('The page stays up'), {
    withinMs: demoWithinMs,
    what: 'the second demo is done',
    describe: () => command.shown(),
  });
  expect(command.shown()).not.toContain('goes on where it was');
  await sleep(restMs);
  // Told only: after work, Node keeps room for its next peak, and how much depends on the machine.
  if (hasMemoryFigures) measureMemory('after the demo');
  signalServers('SIGINT');
  const { code } = await command.ended;
  expect({ code, shown: command.shown() }).toEqual({ code: 0, shown: expect.stringContaining(lastLine) });

  const second = await readOutcome();
  expect(second.faults).toEqual([]);
  // A page that was open all the time takes what is new for new.
  expect(second.logs.filter(({ after }, index) => after < (first.logs[index]?.last ?? Infinity))).toEqual([]);
  expect(second.executions.filter((id) => first.executions.includes(id))).toEqual([]);
});

interface Outcome {
  /** In what rows, remotes and logs differ from what the examples say. */
  faults: string[];
  executions: string[];
  /** The number before that of the first event, and that of the last. */
  logs: { after: number; last: number }[];
}

async function readOutcome(): Promise<Outcome> {
  const database = await openDatabase({ home, create: false });
  if (!database) throw new Error('The demo left no database');
  try {
    const faults: string[] = [];
    const executions: string[] = [];
    const logs: Outcome['logs'] = [];
    for (const example of loadExamples()) {
      const remote = remotePath(home, example);
      const firstCommit = await git(remote, 'rev-list', '--max-parents=0', example.branch);
      const project = demoProject(example, { home, executor: 'replay', speed: 1 });
      const [event] = await readEvents(database.pool, project.id, { after: 0, limit: 1 });
      const after = (event?.seq ?? 0) - 1;
      logs.push({ after, last: (await readPositions(database.pool, [project.id])).get(project.id) ?? 0 });
      faults.push(...(await findExampleFaults(database.pool, { example, project, remote, firstCommit }, after)));
      executions.push((await findExecution(database.pool, project.id))?.id ?? `none of ${project.id}`);
    }
    return { faults, executions, logs };
  } finally {
    await database.close();
  }
}

/** In MB, shared pages counted once. */
function measureMemory(when: string): number {
  const { database, server } = readMemoryUse(home);
  const told = Object.entries({ server, database }).map(
    ([name, { processes, proportionalMb, residentMb }]) =>
      `${name} ${proportionalMb.toFixed(0)} MB PSS, ${residentMb.toFixed(0)} MB RSS in ${processes} ${processes === 1 ? 'process' : 'processes'}`,
  );
  const total = server.proportionalMb + database.proportionalMb;
  console.log(`demo: at rest ${when}: ${told.join('; ')}; together ${total.toFixed(0)} MB`);
  return total;
}
