import { parser } from '@lezer/markdown';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';

/** What the library under ours does with the same text, as it comes out of the box; returns the length of its tree. */
export const parseByLezer = (text: string): number => parser.parse(text).length;

const remark = unified().use(remarkParse).use(remarkGfm).use(remarkStringify);

/** How the most used tool would change a task list: the whole file to a tree and back. */
export const roundTripByRemark = (text: string): string => remark.stringify(remark.parse(text));
