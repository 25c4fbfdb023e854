import type { Head } from '../heads/head.ts';

const ERROR_HEAD = /(?:\*\*|__)?Error Resolution Task:[ \t]*/y;

/** `Error Resolution Task: err-2.1-1`: the first word after it is the id, without brackets and backticks. */
export function findErrorHead(view: string, head: Head): Head | undefined {
  ERROR_HEAD.lastIndex = head.textFrom;
  const match = ERROR_HEAD.exec(view);
  if (!match) return undefined;
  let from = head.textFrom + match[0].length;
  while (from < head.to && '[`*_'.includes(view[from] ?? '')) from++;
  let to = from;
  while (to < head.to && !' \t\r\n]`*'.includes(view[to] ?? '')) to++;
  if (to <= from) return undefined;
  return {
    ...head,
    id: { id: view.slice(from, to), form: 'error', from, to, marked: true, kind: '' },
    around: '',
    titleFrom: head.textFrom,
  };
}
