import { stripVTControlCharacters } from 'node:util';
import type { ExecutionStatus, Phase } from '@devteam/api';
import { describeFailure } from '@devteam/api';
import { describe, expect, test } from 'vitest';
import type { ProjectProgress } from '../follow/project-progress.ts';
import { displayWidth } from './display-width.ts';
import { colorful, colorless } from './paint.ts';
import { type ProgressPicture, progressLines } from './progress-lines.ts';
import { shortNames } from './project-names.ts';

const startedAt = Date.parse('2026-11-25T10:00:00Z');
const now = startedAt + 83_000;

const project = (id: string, change: Partial<ProjectProgress> = {}): ProjectProgress => ({
  projectId: id,
  customerId: id.split('/')[0] ?? '',
  customerName: 'Hallmann Bakery',
  name: 'Order desk',
  executionId: 'e1',
  status: 'running',
  reason: null,
  totals: { completed: 3, total: 8 },
  task: null,
  commits: 3,
  startedAt,
  endedAt: null,
  updatedAt: startedAt,
  ...change,
});

const task = (id: string, title: string, phase: Phase, attempt = 1, node: string | null = null) => ({
  key: id,
  id,
  title,
  phase,
  attempt,
  maxAttempts: 3,
  node,
  startedAt: '2026-11-25T10:01:00Z',
});

const projects = [
  project('hallmann-bakery/order-desk', { task: task('1.3', "A baker's dozen costs twelve", 'VERIFY', 2, 'verify') }),
  project('harbor-museum/exhibition-site', {
    status: 'completed',
    totals: { completed: 9, total: 9 },
    commits: 9,
    endedAt: startedAt + 61_000,
  }),
  project('pedalpost-couriers/dispatch', {
    status: 'waiting_for_human',
    reason: describeFailure('check_failed', { place: 'contracts' }),
    task: task('3.2', 'Round every fee', 'HUMAN_REVIEW', 3),
    totals: { completed: 6, total: 9 },
    updatedAt: startedAt + 70_000,
  }),
  project('lindholm-sailing/tide-board', {
    task: task('T004', '潮汐表を日本語で表示する、長い題名のタスク、とても長い', 'IMPLEMENT', 1, 'codeExecution'),
  }),
  project('wattle-metering/meter-readings', { status: 'idle', startedAt: null, totals: { completed: 0, total: 0 } }),
];

const picture = (columns: number, change: Partial<ProgressPicture> = {}): ProgressPicture => ({
  projects,
  names: shortNames(projects.map((each) => each.projectId)),
  now,
  tick: 0,
  columns,
  rows: 20,
  paint: colorless,
  unicode: true,
  ...change,
});

describe('progressLines', () => {
  test.each([40, 80, 120, 200])('looks right at %i columns', (columns) => {
    expect(progressLines(picture(columns)).join('\n')).toMatchSnapshot();
  });

  test.each([2, 10, 39, 40, 41, 60, 80, 120, 200])('is never wider than %i columns', (columns) => {
    for (const line of progressLines(picture(columns))) expect(displayWidth(line)).toBeLessThan(Math.max(columns, 2));
  });

  test('says the same with colors', () => {
    const plain = progressLines(picture(120));
    const colored = progressLines(picture(120, { paint: colorful }));
    expect(colored.map(stripVTControlCharacters)).toEqual(plain);
    expect(colored.join('')).toContain('\u001B[');
  });

  test('has only ASCII where the terminal has no more', () => {
    const ascii = progressLines(picture(120, { unicode: false, projects: [projects[0] ?? project('a/b')] })).join('');
    // oxlint-disable-next-line no-control-regex -- the whole of ASCII
    expect(ascii).toMatch(/^[\u0000-\u007F]*$/);
  });

  test('shows what needs somebody where not all fit', () => {
    const lines = progressLines(picture(80, { rows: 4 }));
    expect(lines).toHaveLength(4);
    expect(lines[0]).toContain('dispatch');
    expect(lines[1]).toContain('order-desk');
    expect(lines[2]).toContain('and 3 more');
  });

  test('drops escape sequences of a title', () => {
    const evil = project('a/b', { task: task('1', 'innocent\u001B[2J\u001B]0;owned\u0007 title\r\nnext', 'PREP') });
    const [line] = progressLines(picture(120, { projects: [evil] }));
    expect(line).toContain('innocent title next');
    // oxlint-disable-next-line no-control-regex -- control characters are what we look for
    expect(line).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/);
  });

  test.each<ExecutionStatus>(['initializing', 'paused', 'stopping', 'stopped', 'error'])('has a word for %s', (status) => {
    const [line] = progressLines(picture(100, { projects: [project('a/b', { status })] }));
    expect(line).toMatch(/preparing|paused|stopping|stopped|failed/);
  });
});
