import type { Report } from '../diagnostics/report.ts';
import { findBox } from '../heads/head.ts';
import { findWord } from '../dialects/statuses.ts';
import { fromView, lineEnd, nextLine, type SourceText } from '../text/source-text.ts';
import { at, BlockKind, findHeadParagraph, type Blocks } from '../tree/blocks.ts';
import type { FrontMatter } from '../text/front-matter.ts';

const TASK_LIKE = /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+\[[ xX~-]\][ \t]+\S|#{1,6}[ \t]+(?:Task[ \t]+)?\d{1,6}(?:\.\d{1,6})+[ \t])/m;

/** N302: task-like lines where no task is read, one note a region; N301: a fence that nothing closes. */
export function noteRegions(source: SourceText, blocks: Blocks, front: FrontMatter, report: Report): void {
  const { view } = source;
  if (front.end > 0) noteRegion(view, source.start, front.end, 'front matter', report);
  for (let index = 0; index < blocks.length; index++) {
    const kind = at(blocks.kind, index);
    const from = at(blocks.from, index);
    const to = at(blocks.to, index);
    if (kind === BlockKind.code) {
      noteRegion(view, from, to, 'code', report);
      if (isUnclosed(view, from, to)) {
        report.add({
          code: 'N301',
          from,
          to: lineEnd(source, from),
          message: 'a code fence opens here and nothing closes it; expected a closing fence; everything below is code',
        });
      }
    } else if (kind === BlockKind.comment) noteRegion(view, from, to, 'a comment', report);
    else if (kind === BlockKind.html) noteRegion(view, from, to, 'HTML', report);
  }
}

function noteRegion(view: string, from: number, to: number, name: string, report: Report): void {
  const match = TASK_LIKE.exec(view.slice(from, to));
  if (!match) return;
  const start = from + match.index + (/^[ \t>]*/.exec(match[0])?.[0].length ?? 0);
  report.add({
    code: 'N302',
    from: start,
    to: from + match.index + match[0].length,
    message: `lines that look like tasks stand in ${name}; expected tasks outside of it; no task is read there`,
  });
}

/** Whether nothing closes the fence that opens here. */
export function isUnclosed(view: string, from: number, to: number): boolean {
  const fence = /^(`{3,}|~{3,})/.exec(view.slice(from, from + 200))?.[1];
  if (!fence) return false;
  const last = view.slice(Math.max(view.lastIndexOf('\n', to - 1), from), to);
  const close = /(`{3,}|~{3,})[ \t\r]*$/.exec(last)?.[1];
  return !(
    view.indexOf('\n', from) >= 0 &&
    view.indexOf('\n', from) < to &&
    close !== undefined &&
    close[0] === fence[0] &&
    close.length >= fence.length
  );
}

const BARE_BOX = /\[[ xX]\]\*?[ \t\r]*(?=\n|$)/y;
const GLUED = /\[[ xX]\](?=[^\s(:[\]*,.;)])/y;
const LONG = /\[([^\]\r\n[]{2,14})\](?=[ \t])/y;

/** N304 a box without text, N305 `[x]text`, N306 a mark of several characters. */
export function noteBoxes(source: SourceText, blocks: Blocks, report: Report): void {
  const { view } = source;
  for (let item = 0; item < blocks.length; item++) {
    if (at(blocks.kind, item) !== BlockKind.item) continue;
    const paragraph = findHeadParagraph(blocks, item);
    if (paragraph === undefined) continue;
    const from = at(blocks.from, paragraph);
    const to = at(blocks.to, paragraph);
    if (view.charCodeAt(from) !== 91 || findBox(view, from, to)) continue;
    BARE_BOX.lastIndex = from;
    GLUED.lastIndex = from;
    LONG.lastIndex = from;
    const long = LONG.exec(view);
    if (BARE_BOX.test(view) && to <= from + 4)
      report.add({ code: 'N304', from, to, message: 'a box without text; expected the text of a task after it; it is no task' });
    else if (GLUED.test(view))
      report.add({
        code: 'N305',
        from,
        to: from + 3,
        message: `"${view.slice(from, from + 3)}" is glued to the text; expected a blank after the box; it is no task`,
      });
    else if (long && isLongMark(fromView(long[1] ?? '')))
      report.add({
        code: 'N306',
        from,
        to: from + long[0].length,
        message: `"${fromView(long[0])}" holds more than one mark; expected [ ] or [x]; it is no task`,
      });
  }
}

/** Words for a status, blanks around an x, signs: what somebody meant as a mark. `[P]`, `[US1]` and `[...]` are not. */
function isLongMark(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === '...' || trimmed === '…') return false;
  return /^[xX ]*$/.test(text) || /^[^\p{L}\p{N}]+$/u.test(trimmed) || findWord(trimmed)?.length === trimmed.length;
}

/** Where a text stands next, for questions that only go forward: each part of the view is looked through once. */
function finder(view: string, text: string): (from: number) => number {
  let found = -2;
  return (from) => {
    if (found === -1 || found >= from) return found;
    found = view.indexOf(text, from);
    return found;
  };
}

/** Ids at line starts inside comments: never given out again. */
export function parkedIds(source: SourceText, blocks: Blocks): { id: string; line: number; offset: number }[] {
  const { view } = source;
  if (!view.includes('<!--')) return [];
  const found: { id: string; line: number; offset: number }[] = [];
  let line = 1;
  let counted = 0;
  const opening = finder(view, '<!--');
  const closing = finder(view, '-->');
  for (let index = 0; index < blocks.length; index++) {
    const kind = at(blocks.kind, index);
    if (kind !== BlockKind.comment && kind !== BlockKind.html && kind !== BlockKind.paragraph) continue;
    const blockTo = at(blocks.to, index);
    let open = opening(at(blocks.from, index));
    while (open >= 0 && open < blockTo) {
      const close = closing(open + 4);
      const end = close < 0 || close >= blockTo ? -1 : close;
      // In a paragraph what is not closed is no comment.
      if (end < 0 && kind === BlockKind.paragraph) break;
      const to = end < 0 ? blockTo : end;
      for (let start = open + 4; start < to; start = nextLine(source, start)) {
        PARKED.lastIndex = start;
        const match = PARKED.exec(view);
        if (!match || start + match[0].length > to) continue;
        const id = match[1] ?? `${(match[2] ?? '').toLowerCase()} ${match[3] ?? ''}`;
        const offset = start + match[0].length - (match[1] ?? match[3] ?? '').length;
        for (let newline = view.indexOf('\n', counted); newline >= 0 && newline < offset; newline = view.indexOf('\n', counted)) {
          line++;
          counted = newline + 1;
        }
        found.push({ id, line, offset });
      }
      open = end < 0 ? -1 : opening(to + 3);
    }
  }
  return found;
}

const PARKED =
  /[ \t>]*(?:(?:[-*+]|\xe2\x80\xa2|\d{1,9}[.)]|#{1,6})[ \t]+)?(?:\[[ xX~-]\][ \t]+)?(?:\*\*|__)?(?:(?:Task|TASK|Step|STEP)[ \-_]?)?(?:(\d{1,6}[a-z]{0,3}(?:\.\d{1,6}[a-z]{0,3})+|[A-Z]{1,3}\d{1,6}(?:\.\d{1,6})*[A-Za-z]{0,2}|[A-Z][A-Z0-9]{0,9}(?:-[A-Z0-9]{1,10})*-\d{1,6}[A-Za-z]{0,2}|\d{1,6}(?=\.[ \t]))|(Phase|PHASE|Stage|Milestone|Sprint)[ \t]+(\d{1,6}[a-z]{0,3}))(?![A-Za-z0-9_])/y;
