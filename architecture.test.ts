import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { executionTable } from './packages/engine/src/decisions/execution-table.ts';
import { phaseTable } from './packages/engine/src/decisions/phase-table.ts';
import { fillMarkers } from './tooling/fill-markers.ts';
import { markdownTable } from './tooling/markdown-table.ts';

const code = (text: string) => `\`${text}\``;

function importTable(mayImport: Record<string, string[]>): string {
  const rows = Object.entries(mayImport).map(([room, others]) => {
    if (others.includes('*')) return [code(room), 'everything'];
    return [code(room), others.length === 0 ? 'nothing of ours' : others.map(code).join(', ')];
  });
  return markdownTable([['Room', 'may import'], ...rows]);
}

function moveTable(first: string, table: Record<string, Record<string, string>>): string {
  const rows = Object.entries(table).map(([from, moves]) => {
    const cells = Object.entries(moves).map(([event, to]) => `${event} → ${code(to)}`);
    return [code(from), cells.length === 0 ? 'an end' : cells.join(', ')];
  });
  return markdownTable([[first, 'what may happen → where that leads'], ...rows]);
}

test('the tables of ARCHITECTURE.md are those of the code; bring them up to date with `npx vitest run architecture.test.ts -u`', async () => {
  // A file of plain JavaScript, because the linter reads it.
  const { mayImport } = (await import(new URL('tooling/layers.js', import.meta.url).href)) as { mayImport: Record<string, string[]> };
  expect(mayImport).toHaveProperty('packages/engine/src/decisions');
  let page = readFileSync('ARCHITECTURE.md', 'utf8');
  page = fillMarkers(page, 'table: rooms', importTable(mayImport));
  page = fillMarkers(page, 'table: phases', moveTable('Phase', phaseTable));
  page = fillMarkers(page, 'table: executions', moveTable('Status', executionTable));
  await expect(page).toMatchFileSnapshot('ARCHITECTURE.md');
});
