import { readFileSync } from 'node:fs';

/** A real list of a public repository, and what a careful person counted in it (`fixtures/README.md`). */
export interface Sample {
  readonly file: string;
  /** Its place among the samples, from 0. */
  readonly turn: number;
  /** Where it lay in its repository: some paths say which dialect it is. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly rule: string;
  readonly tasks: number;
  readonly done: number;
  readonly maxDepth: number;
  /** Boxes that GitHub counts. */
  readonly boxes: number;
  readonly boxesDone: number;
  /** Boxes with marks that GitHub does not know, and Kiro's optional ones. */
  readonly otherBoxes: number;
}

const folder = new URL('../fixtures/', import.meta.url);
const [head = '', ...rows] = readFileSync(new URL('INDEX.tsv', folder), 'utf8').trimEnd().split('\n');
const columns = head.split('\t');

export const samples: readonly Sample[] = rows.map((row, turn) => {
  const cells = row.split('\t');
  const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
  return {
    file: cell('file'),
    turn,
    path: cell('path'),
    bytes: new Uint8Array(readFileSync(new URL(cell('file'), folder))),
    rule: cell('rule'),
    tasks: Number(cell('tasks')),
    done: Number(cell('done')),
    maxDepth: Number(cell('max_depth')),
    boxes: Number(cell('boxes')),
    boxesDone: Number(cell('boxes_done')),
    otherBoxes: Number(cell('ext_boxes')) + Number(cell('star_boxes')),
  };
});
