import type { Head } from '../heads/head.ts';
import type { Status } from '../model.ts';
import { fromView } from '../text/source-text.ts';
import { viewPattern } from '../text/view-pattern.ts';
import { findWord } from './statuses.ts';

const ENTRY = viewPattern(String.raw`\[([~/!>?+*-]|✅|❌|☑️|☑)\]\*?[\x60*]*[ \t]*(?:=>|->|=|:|-|–|—)[ \t]*[\x60*_"]*([^\r\n]{2,40})`, 'g');

/** What a file itself says of its marks: a line with `[~]`, then `=`, `:` or a dash, then a word for a status. */
export function readLegend(view: string): Map<string, Status> {
  const meanings = new Map<string, Status>();
  if (!view.includes(']')) return meanings;
  ENTRY.lastIndex = 0;
  for (let match = ENTRY.exec(view); match; match = ENTRY.exec(view)) {
    const word = findWord(fromView(match[2] ?? ''));
    const mark = fromView(match[1] ?? '');
    if (word && !meanings.has(mark)) meanings.set(mark, word.status);
    ENTRY.lastIndex = match.index + 3;
  }
  return meanings;
}

const LEGEND_TEXT = viewPattern(String.raw`[\x60*_]*(?:=>|->|=|:|-|–|—)[ \t]+[\x60*_"]*([^\r\n]{2,40})`, 'y');

/** An item that explains its own mark, such as `- [ ] = to do`, is no task. */
export function isLegend(view: string, head: Head): boolean {
  LEGEND_TEXT.lastIndex = head.textFrom;
  const match = LEGEND_TEXT.exec(view);
  const text = fromView(match?.[1] ?? '');
  const word = findWord(text);
  return word !== undefined && /^[`*_"]*\s*(?:[.,;(–—-].*)?$/u.test(text.slice(word.length));
}
