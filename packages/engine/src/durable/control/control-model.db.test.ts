import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { controlCommands, executionStatuses } from '@devteam/api';
import fc from 'fast-check';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../embedded/index.ts';
import { migrate, openPool } from '../../store/index.ts';
import { openSteeredProject } from '../testing/steered-project.ts';

let home = '';
let postgres: EmbeddedPostgres;
let pool: Pool;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'devteam-model-'));
  execFileSync('chmod', ['755', home]);
  postgres = await startEmbeddedPostgres({ directory: home });
  pool = openPool({ connectionString: postgres.url, max: 10 });
  await migrate(pool);
});

afterAll(async () => {
  await pool?.end();
  await postgres?.stop();
  rmSync(home, { recursive: true, force: true });
});

const by = 'Maria';
const keys = ['1.1', '1.2', '1.3', '9.9'] as const;

describe('every command from every state is taken or refused as the table says', () => {
  test.each(executionStatuses)(
    '%s',
    async (status) => {
      for (const command of controlCommands)
        for (const task of command.endsWith('_task') || command === 'take_over' || command === 'give_back'
          ? (['1.1', '9.9'] as const)
          : [undefined]) {
          const project = await openSteeredProject(pool, status);
          const faults = await project.ask({ command, by, ...(task ? { task } : {}) });
          expect([...faults, ...(await project.faults())], `${command} ${task ?? ''}`).toEqual([]);
        }
    },
    60_000,
  );
});

const step = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('begin', 'end', 'land').map((work) => ({ work }) as const) },
  {
    weight: 2,
    arbitrary: fc.record({ command: fc.constantFrom(...controlCommands), task: fc.constantFrom(...keys) }).map((ask) => ({ ask })),
  },
);

const { DEVTEAM_TEST_SCALE } = process.env;

test('whatever is asked in whatever order, late results count for nothing and no promise is broken', async () => {
  const answerMs: number[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const project = await openSteeredProject(pool);
      for (const one of steps) {
        const faults: string[] = [];
        if ('work' in one) await project.work(one.work);
        else {
          const { command, task } = one.ask;
          const before = performance.now();
          faults.push(...(await project.ask({ command, by, ...(/_task$|^take|^give/.test(command) ? { task } : {}) })));
          answerMs.push(performance.now() - before);
        }
        expect([...faults, ...(await project.faults())]).toEqual([]);
      }
    }),
    { numRuns: DEVTEAM_TEST_SCALE === 'full' ? 80 : 25 },
  );
  const sorted = answerMs.toSorted((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length * 0.95)]).toBeLessThan(1000);
}, 120_000);
