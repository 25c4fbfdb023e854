import { detectDialect, type Detected } from '../dialects/detect.ts';
import { readLegend } from '../dialects/legend.ts';
import { Report } from '../diagnostics/report.ts';
import type { Dialect, ParseOptions, TaskList } from '../model.ts';
import { readFrontMatter } from '../text/front-matter.ts';
import { DEFAULT_LIMITS, findExcess } from '../text/size-limits.ts';
import { sourceText } from '../text/source-text.ts';
import { findUtf8Fault } from '../text/utf8-fault.ts';
import { blocks as readBlocks } from '../tree/blocks.ts';
import { boxMeaning } from './box-meaning.ts';
import { buildList } from './build-list.ts';
import { emptyList } from './empty-list.ts';
import { fileSettings } from './front-settings.ts';
import { layoutOf } from './layout-of.ts';
import { noteBoxes, noteRegions } from './notes.ts';
import { survey } from './survey.ts';

/** Never throws on content: an E0xx list has no tasks and says why. Keeps a reference to bytes. */
export function parse(bytes: Uint8Array, options: ParseOptions = {}): TaskList {
  const source = sourceText(bytes);
  const report = new Report(source);
  const excess = findExcess(source, { ...DEFAULT_LIMITS, ...options.limits });
  if (excess) {
    const { limit, found, allowed, offset } = excess;
    const message = `too large: ${found} ${limitNames[limit]}; expected at most ${allowed}; nothing is read`;
    report.add({ code: 'E005', from: offset, to: offset, message, found: String(found), expected: String(allowed) });
    return emptyList(source, options, report);
  }
  const nul = source.view.indexOf('\0');
  if (nul >= 0) {
    report.add({
      code: 'E002',
      from: nul,
      to: nul + 1,
      message: 'a NUL byte: this is no text; expected UTF-8; nothing is read',
      found: 'NUL',
    });
    return emptyList(source, options, report);
  }
  const front = readFrontMatter(source);
  const file = fileSettings(front, options, report);
  if (report.has('E')) return emptyList(source, options, report);
  const fault = findUtf8Fault(bytes);
  if (fault >= 0)
    report.add({
      code: 'W201',
      from: fault,
      to: fault + 1,
      message: 'a byte that is not UTF-8; expected UTF-8; it is kept as it is and shown as U+FFFD',
    });
  const blocks = readBlocks(source.view, Math.max(front.end, source.start));
  const seen = survey(source, blocks, file.marks);
  const path = options.path ?? '';
  const detected = detectDialect(seen, { path, chosen: file.dialect, isBacklog: file.isBacklog });
  const meaning = boxMeaning(file.marks, readLegend(source.view), kiroMarks(detected.dialect, path, source.view));
  noteRegions(source, blocks, front, report);
  noteBoxes(source, blocks, report);
  return buildList({ seen, front, file, detected, meaning, options, report, layout: layoutOf(seen, detected.family, front, meaning) });
}

const limitNames = {
  bytes: 'bytes',
  lines: 'lines',
  openers: 'lines that open a list item or heading',
  quoteMarks: 'quote marks',
  lineBytes: 'bytes in one line',
};

/** The marks of Kiro mean something only in a file that shows it is one of Kiro's. */
function kiroMarks(dialect: Dialect, path: string, view: string): Dialect {
  if (dialect !== 'kiro') return dialect;
  return path.includes('.kiro/specs/') || view.includes('_Requirements:') || /\[[^\]\n]\]\*[ \t]/.test(view) ? 'kiro' : 'checklist';
}

/** The numbers that decide between families, and what follows from them. */
export function detect(bytes: Uint8Array, path = ''): Detected {
  const source = sourceText(bytes);
  const none: Detected = { dialect: 'none', family: 'none', boxes: 0, boxesWithId: 0, taskHeadings: 0, outlineLines: 0, rows: 0 };
  if (findExcess(source, DEFAULT_LIMITS) || source.view.includes('\0')) return none;
  const report = new Report(source);
  const front = readFrontMatter(source);
  const file = fileSettings(front, {}, report);
  if (report.has('E')) return none;
  const seen = survey(source, readBlocks(source.view, Math.max(front.end, source.start)), file.marks);
  return detectDialect(seen, { path, chosen: file.dialect, isBacklog: file.isBacklog });
}
