import type { Key, TaskList } from '../model.ts';
import type { UnknownReference } from '../read/broken-links.ts';
import { documentOf } from './document-of.ts';

/** Every circle of tasks that wait for each other, as the full way around: each waits for the next, the last for the first. */
export function findCycles(list: TaskList): readonly (readonly Key[])[] {
  return documentOf(list).broken.cycles;
}

/** Every dependency on an id that is not in the file, with the ids that it was probably meant to be. */
export function findUnknownReferences(list: TaskList): readonly UnknownReference[] {
  return documentOf(list).broken.unknown;
}
