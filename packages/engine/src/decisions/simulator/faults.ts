import { type Failure, describeFailure } from '@devteam/api';
import { type NodeName, minute, second } from './world.ts';

/** How a call of a port can end. `fails_after`: the effect is there, and nobody heard of it. */
export type Fault = 'none' | 'fails_before' | 'fails_after' | 'twice' | 'late' | 'hangs' | 'work_fails';

const table: readonly [upTo: number, fault: Fault][] = [
  [60, 'fails_before'],
  [110, 'fails_after'],
  [150, 'twice'],
  [190, 'late'],
  [215, 'hangs'],
  [400, 'work_fails'],
];

/** Reads faults from a list of numbers from 0 to 999; after its end everything goes well. */
export class Faults {
  private readonly numbers: readonly number[];
  private cursor = 0;

  constructor(numbers: readonly number[]) {
    this.numbers = numbers;
  }

  draw(): number {
    const number = this.numbers[this.cursor] ?? 999;
    this.cursor += 1;
    return number;
  }

  /** From here on everything goes well. */
  end(): void {
    this.cursor = this.numbers.length;
  }

  ofNode(node: NodeName): Fault {
    const number = this.draw();
    const fault = table.find(([upTo]) => number < upTo)?.[1] ?? 'none';
    const canFail = node === 'codeExecution' || node === 'verify' || node === 'verifyMerged';
    return fault === 'work_fails' && !canFail ? 'none' : fault;
  }

  duration(node: NodeName): number {
    const number = this.draw();
    if (node === 'codeExecution') return minute + number * second;
    // Long enough that people meddle with it.
    return node === 'push' ? number * second : second + number * 10;
  }

  workFailure(): Failure {
    const words = ['Error: one is broken', 'Error: another is broken'];
    return describeFailure('check_failed', { place: 'test', evidence: words[this.draw() % 2] ?? '' });
  }

  diff(): string {
    return `diff ${this.draw() % 3}`;
  }
}
