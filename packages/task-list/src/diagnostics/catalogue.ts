export interface CatalogueEntry {
  /** What the code stands for, in a few words. */
  readonly what: string;
  /** What we do about it. */
  readonly effect: string;
  /** What a person can do. */
  readonly hint: string;
}

const unread = 'nothing is read';
const unexecuted = 'the tasks named are not executed';
const refused = 'the edit is refused';
const goesOn = 'work goes on';
const note = 'a note';

/** Every diagnostic of this package by its code. E0: the file, E1 up to E129: tasks, E13 and E14: edits, W: warnings, N: notes. */
export const diagnosticCatalogue = {
  E001: { what: 'the file is missing', effect: unread, hint: 'Check the path.' },
  E002: { what: 'not text', effect: unread, hint: 'Save the file as UTF-8.' },
  E003: { what: 'front matter', effect: unread, hint: 'Close it with a line of three dashes, and write each setting as `key: value`.' },
  E004: { what: 'a newer format', effect: unread, hint: 'Update this program, or write `task-lists: 1`.' },
  E005: { what: 'too large', effect: unread, hint: 'Split the list, or move what is finished to another file.' },
  E101: {
    what: 'duplicate id',
    effect: `${unexecuted}, writes to it are refused`,
    hint: 'Give one of the two an id that was not used before.',
  },
  E110: { what: 'unknown dependency', effect: unexecuted, hint: 'Correct the id, or remove it from the Dependencies.' },
  E111: { what: 'a circle of dependencies', effect: unexecuted, hint: 'Remove one of these dependencies.' },
  E112: { what: 'depends on itself or kin', effect: unexecuted, hint: 'Remove this dependency: parents wait for their sub-tasks anyway.' },
  E120: { what: 'unknown stop point', effect: 'nothing stops there', hint: 'Correct the id, or remove the stop point.' },
  E130: {
    what: 'no place for this value',
    effect: refused,
    hint: 'Add a column or a Status line by hand, or use a list of another family.',
  },
  E131: { what: 'ids forbid a new row', effect: refused, hint: 'Give the rows ids of their own, such as T1, T2.' },
  E132: { what: 'no such task, anchor or state', effect: refused, hint: 'See the tasks of the list and their keys.' },
  E133: { what: 'read only', effect: refused, hint: 'Use the tool that this file belongs to.' },
  E140: { what: 'text refused', effect: refused, hint: 'Write it another way: it would not read back as the same text.' },
  E141: { what: 'id refused', effect: refused, hint: 'Take the id that is proposed, or leave it out.' },
  W201: { what: 'not UTF-8', effect: goesOn, hint: 'Save the file as UTF-8.' },
  W210: { what: 'id and nesting disagree', effect: goesOn, hint: 'Move the task below the one that its id names, or give it another id.' },
  W211: { what: 'id missing', effect: goesOn, hint: 'Give the task an id; without one nobody can refer to it.' },
  W212: { what: 'box missing', effect: goesOn, hint: 'Write `[ ]` before the id.' },
  W220: {
    what: 'unknown status word',
    effect: 'the task is blocked',
    hint: 'Use pending, active, completed, error, blocked, human-review, canceled, replaced or skipped.',
  },
  W221: {
    what: 'unknown mark',
    effect: 'the task is blocked',
    hint: 'Use `[ ]` or `[x]`, or say what the mark means: `marks: { "~": active }` in the front matter.',
  },
  W222: { what: 'box and Status line disagree', effect: goesOn, hint: 'Make both say open, or both closed.' },
  W223: { what: 'a closed task with open sub-tasks', effect: goesOn, hint: 'Close the sub-tasks, or open the parent.' },
  W230: { what: 'renumbered', effect: 'it is followed', hint: 'Ids are names: leave them as they are, and move the task instead.' },
  W231: {
    what: 'another task has this id now',
    effect: 'the operation is refused',
    hint: 'See which task was meant, and do it again with its key.',
  },
  W240: {
    what: 'changed by somebody else meanwhile',
    effect: 'theirs stays',
    hint: 'Look at the task; do it again if it is still wanted.',
  },
  W241: {
    what: 'deleted by somebody else meanwhile',
    effect: 'the operation is dropped',
    hint: 'Nothing, if the task is really not wanted any more.',
  },
  W242: { what: 'the anchor is gone', effect: 'the task goes last in its group', hint: 'Move the new task where it belongs.' },
  W243: {
    what: 'it cannot be told which task is meant',
    effect: 'the operation is refused',
    hint: 'Give each of these tasks an id and a title of its own.',
  },
  W244: { what: 'a change that is no operation', effect: 'nothing is merged', hint: 'Merge these lines by hand.' },
  W250: { what: 'a field twice', effect: 'the last one counts', hint: 'Remove one of the two.' },
  W251: { what: 'a value that cannot be read', effect: 'the default counts', hint: 'Write one of the values that are expected.' },
  W252: { what: 'depends on a task in a comment', effect: goesOn, hint: 'Remove this dependency, or bring the task back.' },
  N301: { what: 'an open code fence', effect: note, hint: 'Close it: all that follows is code.' },
  N302: { what: 'what looks like a task is none', effect: note, hint: 'Take it out of the code or comment if it should be a task.' },
  N303: { what: 'no tasks', effect: note, hint: 'Write a first task, for example `### 1.1 Title`.' },
  N304: { what: 'a box without a title', effect: note, hint: 'Write a title after the box, or remove it.' },
  N305: { what: 'no space after the box', effect: note, hint: 'Write a space after the `]`.' },
  N306: { what: 'a mark of several characters', effect: note, hint: 'Use a mark of one character.' },
  N307: {
    what: 'tasks of another family',
    effect: note,
    hint: 'Keep one form of task in a file; `dialect:` in the front matter says which one counts.',
  },
  N308: { what: 'a checkpoint', effect: note, hint: '`checkpoints: stop` in the front matter makes each a stop point.' },
  N309: { what: 'a setting that says nothing here', effect: note, hint: 'Use one of the values that are expected.' },
  N310: { what: 'defaults were taken', effect: note, hint: 'Write the fields that are missing.' },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;

/** What a person can do about a diagnostic of this code. */
export function findHint(code: string): string | undefined {
  return (diagnosticCatalogue as Readonly<Record<string, CatalogueEntry>>)[code]?.hint;
}
