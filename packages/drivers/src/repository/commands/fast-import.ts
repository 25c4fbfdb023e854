import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { messageText, personText } from '../objects/commit-text.ts';
import type { CommitId, Person } from '../repository.ts';
import type { BytePath } from '../tree/byte-path.ts';

/** One git process that writes blobs, trees and commits. Forced, because a ref that we keep something under may move anywhere. */
export const fastImportArguments = ['fast-import', '--quiet', '--force', '--done', '--date-format=raw'];

export interface CommitHead {
  author: Person;
  at: Date;
  message: string;
  parents: readonly CommitId[];
  /** Begin with this tree instead of the first parent's; `empty` begins with nothing. */
  tree?: string | undefined;
  empty?: boolean;
}

/** A name for the stream only: fast-import commits to branches, and this one is gone before it ends. */
export const passingRef = (): string => `refs/devteam/passing/${randomUUID()}`;

/** `mark` names the commit for `endCommit` and for a later `from`. */
export function beginCommit(ref: string, mark: number, { author, at, message, parents, tree, empty }: CommitHead): Buffer {
  const person = personText(author, at);
  const text = Buffer.from(messageText(message), 'utf8');
  const [first, ...others] = parents;
  const lines = [
    ...(first === undefined ? [] : [`from ${first}`]),
    ...others.map((parent) => `merge ${parent}`),
    ...(tree === undefined ? [] : [`M 040000 ${tree} ""`]),
    ...(empty === true ? ['deleteall'] : []),
  ];
  return Buffer.concat([
    Buffer.from(`commit ${ref}\nmark :${mark}\nauthor ${person}\ncommitter ${person}\ndata ${text.length}\n`, 'utf8'),
    text,
    Buffer.from(lines.map((line) => `${line}\n`).join('')),
  ]);
}

export const deletePath = (path: BytePath): Buffer => Buffer.from(`D ${quoted(path)}\n`, 'latin1');

export function putFile(path: BytePath, mode: string, bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`M ${mode} inline ${quoted(path)}\ndata ${bytes.length}\n`, 'latin1'), bytes, Buffer.from('\n')]);
}

/** An object that exists already. */
export const putObject = (path: BytePath, mode: string, object: string): Buffer =>
  Buffer.from(`M ${mode} ${object} ${quoted(path)}\n`, 'latin1');

/** Takes these branches away again and asks for the commits' ids. */
export function endCommits(refs: readonly string[], marks: readonly number[]): Buffer {
  const resets = refs.map((ref) => `reset ${ref}\nfrom ${'0'.repeat(40)}\n\n`);
  const questions = marks.map((mark) => `get-mark :${mark}\n`);
  return Buffer.from([...resets, ...questions, 'done\n'].join(''));
}

/** The root is named by empty quotes; everything else is quoted always, bytes as octal numbers. */
function quoted(path: BytePath): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what must be written as numbers
  return `"${path.replace(/["\\\u0000-\u001f\u007f-\u00ff]/g, (letter) => `\\${letter.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`;
}
