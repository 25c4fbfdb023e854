import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, openDatabase } from '@devteam/server';
import { findNodeFaults } from './event-log-faults.ts';
import { findRestless, untilNoneMoves } from './executions.ts';
import { findExampleFaults } from './example-faults.ts';
import { type ExampleProject, makeExampleProjects } from './example-projects.ts';
import type { KeptWorker } from './kept-worker.ts';
import { findLeftovers } from './leftovers.ts';

/** Runs of the five examples by one worker that is given no rest: a blow, then the next, then all in peace to the end. */
export interface ExampleRuns {
  /** Starts the examples once more, as new projects. */
  begin(): Promise<void>;
  /** Whether a project still moves; while the database is away, yes. */
  isAnyMoving(): Promise<boolean>;
  untilAllAtRest(): Promise<void>;
  /** After the end: all that is not as it should be, left-overs included. */
  findFaults(): Promise<string[]>;
  close(): Promise<void>;
}

/** Sandboxes and folders may outlive their execution by a moment. */
const leftoversWithinMs = 15_000;

export async function openExampleRuns(options: {
  directory: string;
  home: string;
  worker: KeptWorker;
  speed: number;
  /** Dealt out to the projects in turn; only processes unless told. */
  sandboxes?: readonly string[];
}): Promise<ExampleRuns> {
  const { directory, home, sandboxes, speed, worker } = options;
  const projects: ExampleProject[] = [];
  const { databaseUrl } = await worker.current().ready;
  const opened = await openDatabase({ home, databaseUrl, create: false });
  if (!opened) throw new Error('The worker is ready and its database is not there');
  const database: Database = opened;
  const pool = database.pool;
  let runs = 0;

  const moving = () =>
    findRestless(
      pool,
      projects.map((one) => one.project.id),
    );
  const isAnyMoving = () =>
    moving().then(
      (ids) => ids.length > 0,
      () => true,
    );

  return {
    begin: async () => {
      runs += 1;
      const added = await makeExampleProjects(join(directory, `run-${runs}`), `-${runs}`, speed, sandboxes);
      projects.push(...added);
      for (const { example, project } of added) {
        await worker.tell({ do: 'saveProject', project });
        const stopAfter = example.stopAfter ? { stopAfter: [example.stopAfter] } : {};
        await worker.tell({ do: 'automate', projectId: project.id, ...stopAfter });
      }
    },
    isAnyMoving,
    untilAllAtRest: () =>
      untilNoneMoves(
        pool,
        projects.map((one) => one.project.id),
      ).catch((error: unknown) => {
        throw new Error(`${String(error)}\n${worker.current().said.slice(-40).join('\n')}`, { cause: error });
      }),
    findFaults: async () => {
      const faults: string[] = [...worker.surprises, ...(await findNodeFaults(pool))];
      for (const project of projects) faults.push(...(await findExampleFaults(pool, project)));
      const until = performance.now() + leftoversWithinMs;
      let left = await findLeftovers(home);
      while (left.length > 0 && performance.now() < until) {
        await sleep(250);
        left = await findLeftovers(home);
      }
      return [...faults, ...left.map((one) => `left behind: ${one}`)];
    },
    close: () => database.close(),
  };
}
