import { randomInt } from 'node:crypto';

/** `DEVTEAM_TEST_SEED=n` repeats what a run with this number did, as far as the machine does. */
const given = process.env['DEVTEAM_TEST_SEED'];

export interface Random {
  readonly seed: number;
  /** From 0 up to but not including 1. */
  next(): number;
  /** A whole number, both ends included. */
  between(from: number, to: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
}

/** Numbers that the seed decides. The seed is printed, because a failure without it cannot be looked at again. */
export function openRandom(of: string): Random {
  const seed = given === undefined ? randomInt(2 ** 31) : Number(given);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error(`DEVTEAM_TEST_SEED must be a whole number, not ${given}`);
  console.log(`${of}: seed ${seed} (DEVTEAM_TEST_SEED=${seed} repeats it)`);
  return randomOf(seed);
}

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  // The multiplications mix all bits, so that neighboring seeds have nothing in common.
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return { seed, next, between, pick: (items) => items[between(0, items.length - 1)] ?? items[0] };
}
