import type { Status } from '../model.ts';

export const STATUSES: readonly Status[] = [
  'pending',
  'active',
  'completed',
  'error',
  'blocked',
  'human-review',
  'canceled',
  'replaced',
  'skipped',
];

const CLOSED: ReadonlySet<Status> = new Set(['completed', 'canceled', 'replaced', 'skipped']);

export function isClosed(status: Status): boolean {
  return CLOSED.has(status);
}

/** Words people write for a status, ours first. */
export const statusWords: Readonly<Record<Status, readonly string[]>> = {
  pending: ['pending', 'todo', 'to do', 'open', 'new', 'not started', 'ready', 'planned', 'queued', 'backlog', '未开始', '待办', '未着手'],
  active: [
    'active',
    'in progress',
    'in_progress',
    'in-progress',
    'doing',
    'wip',
    'started',
    'running',
    'ongoing',
    'verifying',
    'error-solving',
    '进行中',
    '進行中',
  ],
  completed: ['completed', 'complete', 'done', 'finished', 'closed', 'shipped', 'merged', '已完成', '完成', '完了'],
  error: ['error', 'failed', 'failing', 'broken'],
  blocked: ['blocked', 'on hold', 'waiting', 'paused', 'stuck'],
  'human-review': ['human-review', 'human review', 'needs review', 'in review', 'review', 'awaiting approval'],
  canceled: [
    'canceled',
    'cancelled',
    'dropped',
    'wontfix',
    "won't fix",
    'won’t fix',
    "won't do",
    'won’t do',
    'cut',
    'abandoned',
    'obsolete',
    'rejected',
  ],
  replaced: ['replaced', 'superseded'],
  skipped: ['skipped', 'deferred', 'postponed', 'n/a', 'not applicable'],
};

/** Marks people write for a status, and their shortcodes. */
const statusMarks: Readonly<Record<string, Status>> = {
  '⏳': 'pending',
  '⬜': 'pending',
  '🚧': 'active',
  '🟡': 'active',
  '🔄': 'active',
  '✅': 'completed',
  '✔': 'completed',
  '☑': 'completed',
  '🔴': 'error',
  '⏸': 'blocked',
  '👀': 'human-review',
  '❌': 'canceled',
  '🚫': 'canceled',
  '⏭': 'skipped',
};

const shortcodes: Readonly<Record<string, string>> = {
  hourglass_flowing_sand: '⏳',
  white_large_square: '⬜',
  construction: '🚧',
  yellow_circle: '🟡',
  arrows_counterclockwise: '🔄',
  white_check_mark: '✅',
  heavy_check_mark: '✔',
  ballot_box_with_check: '☑',
  red_circle: '🔴',
  pause_button: '⏸',
  eyes: '👀',
  x: '❌',
  no_entry_sign: '🚫',
  next_track_button: '⏭',
};

const words = (Object.entries(statusWords) as [Status, readonly string[]][])
  .flatMap(([status, list]) => list.map((word) => ({ word, status })))
  .toSorted((a, b) => b.word.length - a.word.length);

const byFirst = Map.groupBy(words, ({ word }) => word[0] ?? '');

export interface StatusText {
  /** null: neither a known word nor a known mark. */
  readonly status: Status | null;
  /** What follows the word or mark, without the separator between. */
  readonly detail: string;
  /** The word or mark itself, as written. */
  readonly word: string;
}

const LEADING = /^(?:[\s*_`~"'[(（]|\ufe0f)+/u;
const MARK = /^(?:⏳|⬜|🚧|🟡|🔄|✅|✔|☑|🔴|⏸|👀|❌|🚫|⏭)\ufe0f?/u;
const ANY_EMOJI = /^(?:\p{Extended_Pictographic}\ufe0f?\u200d?)+/u;

/** Reads a status as people write it: `In Progress`, `✅ Done`, `BLOCKED (depends on 2.1)`, `:construction:`. */
export function readStatus(text: string): StatusText {
  let rest = withEmoji(text).replace(LEADING, '');
  let mark: Status | null = null;
  let written = '';
  for (let turn = 0; turn < 4; turn++) {
    const match = MARK.exec(rest) ?? ANY_EMOJI.exec(rest);
    if (!match) break;
    mark ??= statusMarks[match[0].replace('\ufe0f', '')] ?? null;
    written ||= match[0];
    rest = rest.slice(match[0].length).replace(LEADING, '');
  }
  const found = findWord(rest);
  if (found) return { status: found.status, word: rest.slice(0, found.length), detail: detailOf(rest.slice(found.length)) };
  return { status: mark, word: written, detail: mark ? detailOf(rest) : '' };
}

/** The status word this text starts with. */
export function findWord(text: string): { status: Status; length: number } | undefined {
  const lower = text.toLowerCase();
  for (const { word, status } of byFirst.get(lower[0] ?? '') ?? []) {
    if (lower.startsWith(word) && isWordEnd(lower, word)) return { status, length: word.length };
  }
  return undefined;
}

function isWordEnd(text: string, word: string): boolean {
  if (!/[a-z]$/.test(word)) return true;
  return !/^[\p{L}\p{N}_]/u.test(text.slice(word.length));
}

function detailOf(text: string): string {
  return text
    .replace(/^[\s*_`~\])）"']+/u, '')
    .replace(/^(?:[:：,;.]|[-–—]+)\s*/u, '')
    .replace(/^\((.*)\)$/u, '$1')
    .trim();
}

/** `:construction:` read as its emoji. */
export function withEmoji(text: string): string {
  return text.includes(':') ? text.replace(/:([a-z_]+):/g, (whole, name: string) => shortcodes[name] ?? whole) : text;
}

/** What the mark of a box says by itself; ASCII marks but `x` mean nothing until a file or dialect says so. */
export function findMark(mark: string): Status | undefined {
  if (mark === ' ') return 'pending';
  if (mark === 'x' || mark === 'X') return 'completed';
  if (mark === 'N/A') return 'skipped';
  return statusMarks[mark.replace('\ufe0f', '')];
}
