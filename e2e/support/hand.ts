import { type ListFamily, addComment, addToTitle, appendTask, close, listPath, moveLastUp, useLineEnds } from './list-by-hand.ts';
import type { Edit, Person } from './person.ts';
import type { Random } from './random.ts';

/** What is written on: a list with the tasks 1.1 to 1.`tasks`, and a file of lines that both sides edit. */
export interface HandsMaterial {
  family: ListFamily;
  tasks: number;
  titleOf: (n: number) => string;
  sharedPath: string;
  /** The line (from 0) beside the one that a task edits. */
  sharedLineOf: (key: string) => number;
}

const kinds = ['new file', 'line', 'line', 'new task', 'title', 'title', 'close', 'comment', 'move', 'line ends'] as const;

/** A person at random: what they wrote and nobody may lose. */
export class Hand {
  readonly pushed: string[] = [];
  readonly closed = new Set<string>();
  private readonly words = new Map<string, Map<string, string>>();
  private readonly random: Random;
  private readonly material: HandsMaterial;
  private added = 0;

  constructor(random: Random, material: HandsMaterial) {
    this.random = random;
    this.material = material;
  }

  /** By path; what the same person wrote over is gone by their own will. */
  get standing(): Map<string, string[]> {
    return new Map([...this.words].map(([path, byPlace]) => [path, [...byPlace.values()]]));
  }

  async push(person: Person, n: number): Promise<void> {
    const { family, sharedLineOf, sharedPath, tasks, titleOf } = this.material;
    const word = `human-${n}`;
    const any = `1.${this.random.between(1, tasks)}`;
    const place = this.random.between(0, 1000);
    const kind = this.random.pick(kinds);
    const inList =
      (change: (text: string) => string | null): Edit =>
      async (read) => {
        const text = change(await read(listPath));
        return text === null ? null : { [listPath]: text };
      };
    const push = async (edit: Edit): Promise<boolean> => {
      const commit = await person.push(edit, `${word}: ${kind}`);
      if (commit !== null) this.pushed.push(commit);
      return commit !== null;
    };
    const write = async (path: string, at: string, edit: Edit) => {
      if (await push(edit)) this.words.set(path, (this.words.get(path) ?? new Map<string, string>()).set(at, word));
    };
    switch (kind) {
      case 'new file':
        return write(`human/${n}.txt`, '', async () => ({ [`human/${n}.txt`]: `${word}\n` }));
      case 'line':
        return write(sharedPath, any, async (read) => {
          const lines = (await read(sharedPath)).split('\n');
          lines[sharedLineOf(any)] = word;
          return { [sharedPath]: lines.join('\n') };
        });
      case 'new task':
        this.added += 1;
        return write(
          listPath,
          word,
          inList((text) => appendTask(text, family, { id: `9.${this.added}`, title: `${titleOf(this.added + 100)} ${word}` })),
        );
      case 'title':
        return write(
          listPath,
          word,
          inList((text) => addToTitle(text, any, word)),
        );
      case 'comment':
        return write(
          listPath,
          word,
          inList((text) => addComment(text, family, place, word)),
        );
      case 'move':
        return void (await push(inList((text) => moveLastUp(text, family))));
      case 'line ends':
        return void (await push(inList((text) => useLineEnds(text, place % 2 === 0 ? '\n' : '\r\n'))));
      case 'close':
        if (await push(inList((text) => close(text, family, any)))) this.closed.add(any);
        return undefined;
    }
  }
}
