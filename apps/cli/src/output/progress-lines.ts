import type { ExecutionStatus } from '@devteam/api';
import { type ProjectProgress, elapsedMs, isSettled } from '../follow/project-progress.ts';
import { bar } from './bar.ts';
import { displayWidth, fit, fitRight, truncate } from './display-width.ts';
import { outcomeText } from './outcome-text.ts';
import type { Paint } from './paint.ts';
import { plainText } from './plain-text.ts';
import { statusLooks, symbolOf } from './status-look.ts';
import { clockText } from './time-text.ts';

export interface ProgressPicture {
  projects: readonly ProjectProgress[];
  /** How each is called in a line. */
  names: ReadonlyMap<string, string>;
  /** Milliseconds since 1970. */
  now: number;
  tick: number;
  columns: number;
  /** Most lines that may be used. */
  rows: number;
  paint: Paint;
  unicode: boolean;
}

interface Widths {
  gap: string;
  name: number;
  bar: number;
  count: number;
  /** 0: the title goes first, then this. */
  phase: number;
  node: number;
  elapsed: number;
}

/** Below this there is no room for more than the count. */
const narrowest = 40;

/** The live block: one line a project and one for all of them, none wider than the terminal. */
export function progressLines(picture: ProgressPicture): string[] {
  const { projects } = picture;
  const widths = measure(picture);
  const withTotal = projects.length > 1;
  const room = Math.max(1, picture.rows - (withTotal ? 1 : 0));
  const shown = projects.length > room ? mostPressing(projects, Math.max(1, room - 1)) : projects;
  const hidden = projects.length - shown.length;
  return [
    ...shown.map((progress) => projectLine(progress, widths, picture)),
    ...(hidden > 0 ? [picture.paint.faint(truncate(`   … and ${hidden} more`, picture.columns - 1))] : []),
    ...(withTotal ? [totalLine(picture)] : []),
  ];
}

function measure({ columns, names, now, projects }: ProgressPicture): Widths {
  const widest = (texts: string[]): number => Math.max(1, ...texts.map(displayWidth));
  return {
    gap: columns < 60 ? ' ' : '  ',
    name: Math.min(widest(projects.map((each) => nameOf(each, names))), columns < 60 ? 11 : columns < 100 ? 18 : 28),
    bar: columns < 60 ? 0 : columns < 100 ? 8 : 16,
    count: widest(projects.map(countText)),
    phase: columns < 60 ? 0 : 12,
    node: columns < 110 ? 0 : 15,
    elapsed: widest(projects.map((each) => elapsedText(each, now))),
  };
}

const nameOf = (progress: ProjectProgress, names: ReadonlyMap<string, string>): string =>
  plainText(names.get(progress.projectId) ?? progress.projectId);
const countText = ({ totals }: ProjectProgress): string => (totals.total > 0 ? `${totals.completed}/${totals.total}` : '-');
const elapsedText = (progress: ProjectProgress, now: number): string => {
  const ms = elapsedMs(progress, now);
  return ms === null ? '-' : clockText(ms);
};

function projectLine(progress: ProjectProgress, widths: Widths, picture: ProgressPicture): string {
  const { columns, names, now, paint, tick, unicode } = picture;
  const { gap } = widths;
  const { color } = statusLooks[progress.status];
  const symbol = symbolOf(progress.status, unicode, tick);
  if (columns < narrowest) return truncate(`${symbol} ${countText(progress)} ${nameOf(progress, names)}`, columns - 1);
  const count = fitRight(countText(progress), widths.count);
  const elapsed = fitRight(elapsedText(progress, now), widths.elapsed);
  const fixed = 3 + widths.name + gap.length + (widths.bar ? widths.bar + 1 : 0) + widths.count + gap.length * 2 + widths.elapsed;
  // The last column stays free: some terminals wrap when it is written.
  const room = Math.max(0, columns - 1 - fixed);
  return [
    paint.color(color, fit(symbol, 2)),
    ' ',
    paint.bold(fit(nameOf(progress, names), widths.name)),
    gap,
    widths.bar ? `${bar(progress.totals, widths.bar, { color, paint, unicode })} ` : '',
    count,
    gap,
    middle(progress, room, widths, paint),
    gap,
    paint.faint(elapsed),
  ].join('');
}

/** What is going on: the task with its phase, or how it came out. Exactly `room` wide. */
function middle(progress: ProjectProgress, room: number, widths: Widths, paint: Paint): string {
  const { color } = statusLooks[progress.status];
  const { task } = progress;
  if (isSettled(progress) || progress.status === 'paused' || !task) return paint.color(color, fit(outcomeText(progress), room));
  const id = plainText(task.id ?? task.key);
  const phase = task.phase === 'HUMAN_REVIEW' ? 'REVIEW' : task.phase;
  if (widths.phase === 0) {
    const attempt = task.attempt > 1 ? ` ${task.attempt}/${task.maxAttempts}` : '';
    return fit(`${id}${attempt} ${phase}`, room);
  }
  const isTight = room < 44;
  const attempt = task.attempt > 1 ? `${isTight ? '' : ' attempt'} ${task.attempt}/${task.maxAttempts}` : '';
  const right = widths.phase + (widths.node ? widths.node + 1 : 0);
  const left = Math.max(0, room - right - widths.gap.length);
  const title = truncate(`${id} ${plainText(task.title)}`, Math.max(0, left - displayWidth(attempt)));
  const fill = ' '.repeat(Math.max(0, left - displayWidth(title) - displayWidth(attempt)));
  const node = widths.node ? ` ${fit(plainText(task.node ?? ''), widths.node)}` : '';
  return `${title}${paint.color('amber', attempt)}${fill}${widths.gap}${paint.color(color, fit(phase, widths.phase))}${paint.faint(node)}`;
}

const pressing: readonly ExecutionStatus[] = [
  'waiting_for_human',
  'error',
  'stopping',
  'running',
  'initializing',
  'paused',
  'stopped',
  'idle',
  'completed',
];

/** Where not all fit: what needs somebody, then what moves, each in the order given. */
function mostPressing(projects: readonly ProjectProgress[], count: number): ProjectProgress[] {
  return projects.toSorted((a, b) => pressing.indexOf(a.status) - pressing.indexOf(b.status)).slice(0, count);
}

function totalLine({ columns, now, paint, projects }: ProgressPicture): string {
  const counts = new Map<ExecutionStatus, number>();
  for (const { status } of projects) counts.set(status, (counts.get(status) ?? 0) + 1);
  const words = pressing.flatMap((status) => (counts.has(status) ? [`${counts.get(status)} ${statusLooks[status].word}`] : []));
  const completed = projects.reduce((sum, each) => sum + each.totals.completed, 0);
  const total = projects.reduce((sum, each) => sum + each.totals.total, 0);
  const starts = projects.flatMap((each) => (each.startedAt === null ? [] : [each.startedAt]));
  const isMoving = projects.some((each) => !isSettled(each));
  const ends = projects.map((each) => (each.startedAt ?? 0) + (elapsedMs(each, now) ?? 0));
  const elapsed = starts.length > 0 ? `, ${clockText((isMoving ? now : Math.max(...ends)) - Math.min(...starts))}` : '';
  return paint.faint(truncate(`   ${completed} of ${total} tasks done${elapsed}; ${words.join(', ')}`, columns - 1));
}
