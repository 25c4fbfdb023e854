import { describe, expect, test } from 'vitest';
import { createSignInThrottle } from './sign-in-throttle.ts';

describe('createSignInThrottle', () => {
  test('five tries are free, then each wait is twice as long, up to half a minute', () => {
    let now = 0;
    const throttle = createSignInThrottle(() => now);
    const waits: number[] = [];
    for (let tries = 0; tries < 12; tries += 1) {
      waits.push(throttle.waitMs('a'));
      now += throttle.waitMs('a');
      throttle.failed('a');
    }
    expect(waits).toEqual([0, 0, 0, 0, 0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  test('counts each address for itself, and forgets after a right token or ten minutes', () => {
    let now = 0;
    const throttle = createSignInThrottle(() => now);
    for (let tries = 0; tries < 6; tries += 1) throttle.failed('a');
    expect([throttle.waitMs('a'), throttle.waitMs('b')]).toEqual([2000, 0]);
    throttle.succeeded('a');
    expect(throttle.waitMs('a')).toBe(0);
    for (let tries = 0; tries < 6; tries += 1) throttle.failed('a');
    now += 10 * 60_000 + 1;
    throttle.failed('a');
    expect(throttle.waitMs('a')).toBe(0);
  });

  test('a crowd of addresses does not fill the memory, and the newest are kept', () => {
    const throttle = createSignInThrottle(() => 0);
    for (let tries = 0; tries < 6; tries += 1) throttle.failed('first');
    for (let address = 0; address < 5000; address += 1) for (let tries = 0; tries < 6; tries += 1) throttle.failed(String(address));
    expect([throttle.waitMs('first'), throttle.waitMs('4999')]).toEqual([0, 2000]);
  });
});
