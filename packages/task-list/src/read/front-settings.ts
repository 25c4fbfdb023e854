import { familyOf } from '../dialects/detect.ts';
import { readStatus } from '../dialects/statuses.ts';
import type { Report } from '../diagnostics/report.ts';
import type { Dialect, ParseOptions, Settings, Status } from '../model.ts';
import type { FrontEntry, FrontMatter, FrontValue } from '../text/front-matter.ts';

export interface NamedStop {
  readonly when: 'before' | 'after';
  readonly id: string;
  readonly entry: FrontEntry;
}

/** What the front matter and the caller say about a file. */
export interface FileSettings {
  readonly settings: Settings;
  readonly dialect: Dialect | undefined;
  readonly marks: ReadonlyMap<string, Status>;
  readonly stops: readonly NamedStop[];
  readonly isBacklog: boolean;
}

const DEFAULTS: Settings = { injectIds: 'auto', completion: 'auto', titleMarks: true, checkpoints: 'note' };

const choices = {
  'inject-ids': ['auto', 'half', 'letter', 'next'],
  completion: ['auto', 'full', 'mark'],
  checkpoints: ['note', 'stop'],
} as const;

export function fileSettings(front: FrontMatter, options: ParseOptions, report: Report): FileSettings {
  const found = new Map<string, FrontEntry>();
  for (const entry of front.entries) if (!found.has(entry.key)) found.set(entry.key, entry);
  if (!front.closed)
    report.add({
      code: 'E003',
      from: report.start,
      to: report.start + 3,
      message: 'front matter is not closed; expected a line with ---; nothing is read',
    });
  const scalar = (key: string, allowed: (text: string) => boolean, expected: string): string | undefined => {
    const entry = found.get(key);
    if (!entry) return undefined;
    const value = typeof entry.value === 'string' ? entry.value.toLowerCase() : '';
    if (allowed(value)) return value;
    unreadable(report, entry, expected);
    return undefined;
  };
  const version = scalar('task-lists', (text) => /^\d+$/.test(text), 'a version number such as 1');
  const versionEntry = found.get('task-lists');
  if (version !== undefined && Number(version) > 1 && versionEntry) {
    report.add({
      code: 'E004',
      from: versionEntry.from,
      to: versionEntry.to,
      message: `task-lists: ${version} is newer than this program; expected version 1; nothing is read`,
      found: version,
      expected: '1',
    });
  }
  const dialect = scalar('dialect', (text) => text in familyOf, `one of ${Object.keys(familyOf).join(', ')}`) as Dialect | undefined;
  const one = <K extends keyof typeof choices>(key: K) =>
    scalar(key, (text) => (choices[key] as readonly string[]).includes(text), `one of ${choices[key].join(', ')}`) as
      | (typeof choices)[K][number]
      | undefined;
  const injectIds = one('inject-ids');
  const completion = one('completion');
  const checkpoints = one('checkpoints');
  return {
    settings: {
      ...DEFAULTS,
      ...(injectIds ? { injectIds } : {}),
      ...(completion ? { completion } : {}),
      ...(checkpoints ? { checkpoints } : {}),
      ...withoutUndefined(options.settings ?? {}),
    },
    dialect: options.dialect ?? dialect,
    marks: marksOf(found.get('marks'), options.marks, report),
    stops: [...stopsOf(found.get('stop-after'), 'after', report), ...stopsOf(found.get('stop-before'), 'before', report)],
    isBacklog: found.has('id') && found.has('status'),
  };
}

function withoutUndefined(settings: Partial<Settings>): Partial<Settings> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function unreadable(report: Report, entry: FrontEntry, expected: string): void {
  report.add({
    code: 'E003',
    from: entry.from,
    to: entry.to,
    message: `front matter: ${entry.key} is not readable; expected ${expected}; nothing is read`,
    expected,
  });
}

function marksOf(entry: FrontEntry | undefined, given: ParseOptions['marks'], report: Report): ReadonlyMap<string, Status> {
  const marks = new Map<string, Status>();
  const value = entry?.value;
  if (entry && isMap(value)) {
    for (const [mark, word] of value) {
      const { status } = readStatus(word);
      if (status) marks.set(mark, status);
      else unreadable(report, entry, 'a status after each mark, for example marks: { "~": active }');
    }
  } else if (entry && value !== '') unreadable(report, entry, 'a map such as { "~": active }');
  for (const [mark, status] of Object.entries(given ?? {})) marks.set(mark, status);
  return marks;
}

function isMap(value: FrontValue | null | undefined): value is ReadonlyMap<string, string> {
  return value instanceof Map;
}

function stopsOf(entry: FrontEntry | undefined, when: NamedStop['when'], report: Report): NamedStop[] {
  if (!entry) return [];
  const { value } = entry;
  if (typeof value === 'string') return /^(?:~|null)?$/i.test(value) ? [] : value.split(',').map((id) => ({ when, id: id.trim(), entry }));
  if (Array.isArray(value)) return (value as readonly string[]).map((id) => ({ when, id, entry }));
  unreadable(report, entry, 'an id or a list of ids');
  return [];
}
