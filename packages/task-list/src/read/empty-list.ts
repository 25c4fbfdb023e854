import { familyOf } from '../dialects/detect.ts';
import { STATUSES } from '../dialects/statuses.ts';
import type { Report } from '../diagnostics/report.ts';
import type { Counts, ParseOptions, Settings, Status, TaskList } from '../model.ts';
import { sourceText, type SourceText } from '../text/source-text.ts';
import { blocks } from '../tree/blocks.ts';
import type { Document } from './document.ts';

const SETTINGS: Settings = { injectIds: 'auto', completion: 'auto', titleMarks: true, checkpoints: 'note' };

/** A list of which nothing was read, with the reasons. */
export function emptyList(source: SourceText, options: ParseOptions, report: Report): TaskList {
  const dialect = options.dialect ?? 'none';
  return {
    bytes: source.bytes,
    dialect,
    family: familyOf[dialect],
    title: null,
    tasks: [],
    groups: [],
    stops: [],
    parked: [],
    settings: { ...SETTINGS, ...options.settings },
    counts: noCounts(),
    diagnostics: report.diagnostics(),
  };
}

export function noCounts(): { -readonly [K in keyof Counts]: Counts[K] } & { byStatus: Record<Status, number> } {
  return {
    tasks: 0,
    done: 0,
    checks: 0,
    checksDone: 0,
    byStatus: Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number>,
  };
}

/** The document of a list of which nothing was read: edits of it are refused before they look. */
export function emptyDocument(list: Pick<TaskList, 'bytes' | 'dialect' | 'family' | 'settings'>): Document {
  const source = sourceText(list.bytes);
  return {
    source,
    blocks: blocks('', 0),
    front: { end: 0, closed: true, entries: [] },
    ids: { series: new Set(), markedCount: false },
    dialect: list.dialect,
    family: list.family,
    settings: list.settings,
    marks: new Map(),
    entries: [],
    tables: [],
    meaning: () => undefined,
    parents: [],
    groupsAt: [],
    lookup: { taskKeys: [], byKey: new Map(), groupKeys: [], groupByKey: new Map(), parked: new Set(), ids: [] },
    broken: { unknown: [], cycles: [] },
    options: {},
    emptyGroups: [],
    checkIds: [],
    faulty: new Set(),
    reservedIds: new Set(),
    parkedDependencies: 'met',
    byKey: new Map(),
    groupByKey: new Map(),
  };
}
