import { stripVTControlCharacters } from 'node:util';
import { describeFailure } from '@devteam/api';
import { describe, expect, test } from 'vitest';
import type { ProjectProgress } from '../follow/project-progress.ts';
import { closingTable } from './closing-table.ts';
import { displayWidth } from './display-width.ts';
import type { Outlet } from './outlet.ts';
import { type Paint, colorful, colorless } from './paint.ts';
import { statusTable } from './status-table.ts';
import { summaryLine } from './summary-line.ts';

const startedAt = Date.parse('2026-11-25T10:00:00Z');
const now = startedAt + 83_000;
const base: ProjectProgress = {
  projectId: 'hallmann-bakery/order-desk',
  customerId: 'hallmann-bakery',
  customerName: 'Hallmann Bakery',
  name: 'Order desk',
  executionId: 'e1',
  status: 'completed',
  reason: null,
  totals: { completed: 8, total: 8 },
  task: null,
  commits: 8,
  startedAt,
  endedAt: startedAt + 61_000,
  updatedAt: startedAt + 61_000,
};
const rows: ProjectProgress[] = [
  base,
  {
    ...base,
    projectId: 'pedalpost-couriers/dispatch',
    customerName: '配達人',
    name: 'Dispatch\u001B[2J desk',
    status: 'waiting_for_human',
    reason: describeFailure('check_failed', { place: 'contracts' }),
    totals: { completed: 6, total: 9 },
    commits: 6,
    endedAt: null,
  },
  {
    ...base,
    projectId: 'lindholm-sailing/tide-board',
    status: 'running',
    totals: { completed: 3, total: 9 },
    commits: 3,
    endedAt: null,
    task: {
      key: 'T004',
      id: 'T004',
      title: 'Hours in which a boat can cross the sill',
      phase: 'VERIFY',
      attempt: 2,
      maxAttempts: 3,
      node: 'verify',
      startedAt: '',
    },
  },
  {
    ...base,
    projectId: 'local/new',
    name: 'New',
    status: 'idle',
    totals: { completed: 0, total: 0 },
    commits: 0,
    startedAt: null,
    endedAt: null,
  },
];

const outlet = (columns: number, paint: Paint = colorless): Outlet => ({
  isTerminal: Number.isFinite(columns),
  paint,
  unicode: true,
  columns: () => columns,
  rows: () => 24,
  write: () => undefined,
  line: () => undefined,
  bytes: () => undefined,
  divertLines: () => undefined,
  onResize: () => () => undefined,
});

describe.each([
  ['the closing table', closingTable],
  ['the table of status', statusTable],
])('%s', (_name, table) => {
  test.each([40, 80, 120, 200])('fits %i columns', (columns) => {
    const lines = table(rows, outlet(columns), now);
    for (const line of lines) expect(displayWidth(line)).toBeLessThan(columns);
    expect(lines.join('\n')).toMatchSnapshot();
  });

  test('is whole where nobody limits it', () => {
    expect(table(rows, outlet(Number.POSITIVE_INFINITY), now).join('\n')).not.toContain('…');
  });

  test('says the same with colors', () => {
    const plain = table(rows, outlet(120), now);
    const colored = table(rows, outlet(120, colorful), now);
    expect(colored.map((line) => stripVTControlCharacters(line).trimEnd())).toEqual(plain);
    expect(colored.join('')).toContain('\u001B[');
  });
});

test('the summary for programs', () => {
  expect(JSON.parse(summaryLine(rows.slice(0, 2)))).toEqual({
    type: 'summary',
    projects: [
      {
        projectId: 'hallmann-bakery/order-desk',
        customerId: 'hallmann-bakery',
        status: 'completed',
        completed: 8,
        total: 8,
        commits: 8,
        reason: null,
      },
      {
        projectId: 'pedalpost-couriers/dispatch',
        customerId: 'hallmann-bakery',
        status: 'waiting_for_human',
        completed: 6,
        total: 9,
        commits: 6,
        reason: describeFailure('check_failed', { place: 'contracts' }),
      },
    ],
  });
});
