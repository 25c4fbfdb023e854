import { Parser } from 'commonmark';
import { parse as tokens, postprocess, preprocess } from 'micromark';
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item';
import { parse } from '../src/index.ts';
import { byteText } from './variants.ts';

/** Byte offsets of the boxes of list items that GitHub would show, as micromark with its task list extension finds them. */
export function boxesByMicromark(bytes: Uint8Array): number[] {
  const text = withoutByteOrderMark(byteText(bytes));
  const chunks = preprocess()(text.text, undefined, true);
  const events = postprocess(
    tokens({ extensions: [gfmTaskListItem()] })
      .document()
      .write(chunks),
  );
  return events
    .filter(([kind, token]) => kind === 'enter' && token.type === 'taskListCheck')
    .map(([, token]) => token.start.offset + text.cut);
}

/** The same as commonmark.js sees items: their first paragraph starts with a box and a blank. */
export function boxesByCommonmark(bytes: Uint8Array): number[] {
  const { text, cut } = withoutByteOrderMark(byteText(bytes));
  const lines = lineStarts(text);
  const walker = new Parser().parse(text).walker();
  const found: number[] = [];
  for (let step = walker.next(); step; step = walker.next()) {
    const { node, entering } = step;
    if (!entering || node.type !== 'paragraph' || node.parent?.type !== 'item' || node.prev) continue;
    const [[line, column], [lastLine, lastColumn]] = node.sourcepos;
    const at = (lines[line - 1] ?? 0) + column - 1;
    const paragraph = text.slice(at, (lines[lastLine - 1] ?? 0) + lastColumn);
    if (/^\[[ xX]\][ \t\r\n][ \t\r\n>]*[^ \t\r\n]/.test(paragraph)) found.push(at + cut);
  }
  return found;
}

const BOM = '\xef\xbb\xbf';

function withoutByteOrderMark(text: string): { text: string; cut: number } {
  return text.startsWith(BOM) ? { text: text.slice(BOM.length), cut: BOM.length } : { text, cut: 0 };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}

/** What we find: offsets of boxes as GitHub knows them, and how many more are only counted (below a heading or line for criteria). */
export function boxesByUs(bytes: Uint8Array, path?: string): { offsets: number[]; onlyCounted: number } {
  const list = parse(bytes, { dialect: 'checklist', ...(path === undefined ? {} : { path }) });
  const text = byteText(bytes);
  const checks = [...list.tasks, ...list.groups].flatMap((one) => one.checks);
  const offsets = [...list.tasks.map(({ head }) => head.offset), ...checks.map(({ place }) => place.offset)];
  return {
    offsets: offsets.filter((offset) => /^\[[ xX]\][ \t\r\n]/.test(text.slice(offset, offset + 4))).toSorted((a, b) => a - b),
    onlyCounted: list.counts.checks - checks.length,
  };
}
