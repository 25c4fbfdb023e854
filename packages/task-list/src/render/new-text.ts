import { oneLine, refusedText } from '../edit/put-in-text.ts';
import { readHead } from '../heads/head.ts';
import { readTitle } from '../heads/title.ts';
import { toView } from '../text/source-text.ts';

/** A title for a head: refused (E140) if it would not read back the same. */
export function newTitle(text: string, rules: { readonly suffixes: boolean }): string {
  const title = oneLine(text, 'a title');
  const view = toView(title);
  const read = readTitle(view, 0, view.length, { suffixes: rules.suffixes, around: '', heading: false, quoted: false });
  if (read.suffix || read.marks.length > 0 || read.tails.length > 0)
    throw refusedText(`the title "${title}"`, 'ends like a status or a mark', 'a title without it');
  if (read.text !== title) throw refusedText(`the title "${title}"`, 'is bold as a whole', 'plain text');
  return title;
}

/** Whether a title would be read as a head with an id or a box. */
export function looksLikeHead(title: string): boolean {
  const view = toView(title);
  const head = readHead(view, 0, view.length);
  return head.id !== undefined || head.box !== undefined;
}

/** Whether a title starts with what would be read as a box. */
export function startsWithBox(title: string): boolean {
  const view = toView(title);
  return readHead(view, 0, view.length).box !== undefined;
}

/** A backslash before what would open a block at the start of a bullet's text. */
export function escapedBullet(text: string): string {
  return text.replace(/^(?=[#>\-+*|<~[`])/, '\\').replace(/^(\d{1,9})(?=[.)])/, '$1\\');
}
