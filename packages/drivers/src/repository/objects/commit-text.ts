import { Buffer } from 'node:buffer';
import type { CommitId, Person } from '../repository.ts';

export interface CommitParts {
  tree: string;
  parents: readonly CommitId[];
  author: Person;
  at: Date;
  message: string;
}

/** The bytes of a commit object; whoever wrote it also committed it, at the same second of universal time. */
export function commitText({ tree, parents, author, at, message }: CommitParts): Buffer {
  const person = personText(author, at);
  const headers = [`tree ${tree}`, ...parents.map((parent) => `parent ${parent}`), `author ${person}`, `committer ${person}`];
  return Buffer.from(`${headers.join('\n')}\n\n${messageText(message)}`, 'utf8');
}

export const personText = (person: Person, at: Date): string =>
  `${oneLine(person.name) || 'unknown'} <${oneLine(person.email)}> ${Math.floor(at.getTime() / 1000)} +0000`;

/** For git a message ends at a NUL; it has one line end at its own end. */
export const messageText = (message: string): string => `${message.replaceAll('\0', '').trimEnd()}\n`;

/** Git reads up to the next angle bracket or line end. */
function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- a NUL or a line end would end the header
  return text.replace(/[<>\u0000-\u001f]+/g, ' ').trim();
}
