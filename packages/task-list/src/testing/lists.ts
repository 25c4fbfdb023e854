import { applyEdits } from '../edit/apply-edits.ts';
import type { Edit, ParseOptions, TaskList } from '../model.ts';
import { parse } from '../read/parse.ts';

/** A list of a text, for tests. */
export function listOf(text: string, options: ParseOptions = {}): TaskList {
  return parse(new TextEncoder().encode(text), options);
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** The text after an edit of the list that it is. */
export function edited(text: string, edit: (list: TaskList) => readonly Edit[], options: ParseOptions = {}): string {
  const list = listOf(text, options);
  return textOf(applyEdits(list.bytes, [...edit(list)]));
}

/** The lines of a text that are not in the other, and those that are new: `-old`, `+new`. */
export function changedLines(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  return [...old.slice(start, old.length - end).map((line) => `-${line}`), ...now.slice(start, now.length - end).map((line) => `+${line}`)];
}
