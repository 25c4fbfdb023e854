import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Workflow } from '@devteam/workflow';
import { type Ledger, type OpenedJournal, journalConformance } from '@devteam/workflow/testing';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../embedded/index.ts';
import { addInjection, migrate, saveProject } from '../../store/index.ts';
import { mortal } from '../testing/mortal-pool.ts';
import { openInjectionJournal } from './injection-journal.ts';

let home = '';
let postgres: EmbeddedPostgres;
let pool: Pool;
const projectId = 'acme/shop';

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'devteam-injection-journal-'));
  execFileSync('chmod', ['755', home]);
  postgres = await startEmbeddedPostgres({ directory: home });
  pool = new Pool({ connectionString: postgres.url, max: 20 });
  pool.on('error', () => undefined);
  await migrate(pool);
  await saveProject(pool, {
    id: projectId,
    customer: { id: 'acme', name: 'Acme' },
    name: 'Shop',
    repositoryUrl: '/x',
    executor: 'replay',
    sandbox: 'process',
  });
});

afterAll(async () => {
  await pool?.end();
  await postgres?.stop();
  rmSync(home, { recursive: true, force: true });
});

function openProcess(workflow: Workflow<Ledger>, ledger: Ledger, injectionId: string): OpenedJournal {
  const mine = mortal(pool);
  const command = { pool: mine.pool, log: () => undefined };
  return {
    use: (work) => work(openInjectionJournal(command, workflow, injectionId, ledger)),
    crash: async () => {
      mine.die();
      return openProcess(workflow, ledger, injectionId);
    },
    close: async () => mine.die(),
  };
}

test.each(journalConformance)('the steps of an injection are a journal: $name', async ({ run }) => {
  const open = async (workflow: Workflow<Ledger>, ledger: Ledger) => {
    const id = randomUUID();
    const facts = { content: '', request: {}, place: null, taskKey: null, replaced: null, oldOrder: [], newOrder: [] };
    await addInjection(pool, { id, projectId, key: id, mode: 'priority', status: 'processing', ...facts });
    return openProcess(workflow, ledger, id);
  };
  await expect(run({ open })).resolves.toBeUndefined();
});
