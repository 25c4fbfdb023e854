import { creates, editsLine } from './patch-text.ts';

/** What the engine and a person both write on: a file of lines, of which each task has its own, and a file for each task. */
export const sharedPath = 'shared.txt';
const sharedLines = Array.from({ length: 400 }, (_, index) => `line ${index}`);
export const sharedText = `${sharedLines.join('\n')}\n`;

/** Tasks of the list have ids like 1.3, those that people add ones like 9.2. */
export const lineOf = (key: string): number => 10 * (Number(key.split('.')[1]) + (key.startsWith('9.') ? 20 : 0));
/** The line beside it, for people. */
export const lineBeside = (key: string): number => lineOf(key) + 5;
export const fileOf = (key: string): string => `tasks/${key}.txt`;
export const titleOf = (n: number): string => `Write part number ${n} of the work that all hands do`;

/** The work of a task: a file of its own, and its line of the file that everybody edits. */
export const work = (key: string): string =>
  creates(fileOf(key), `the work of ${key}\n`) + editsLine(sharedPath, sharedLines, lineOf(key), `line of task ${key}`);
