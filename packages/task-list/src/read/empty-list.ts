import { familyOf } from '../dialects/detect.ts';
import { STATUSES } from '../dialects/statuses.ts';
import type { Report } from '../diagnostics/report.ts';
import type { Counts, ParseOptions, Settings, Status, TaskList } from '../model.ts';
import type { SourceText } from '../text/source-text.ts';

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
    diagnostics: report.diagnostics(source),
  };
}

export function noCounts(): { -readonly [K in keyof Counts]: Counts[K] } & { byStatus: Record<Status, number> } {
  return { tasks: 0, done: 0, checks: 0, checksDone: 0, byStatus: Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number> };
}
