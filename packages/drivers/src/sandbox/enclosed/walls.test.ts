import { describe, expect, test } from 'vitest';
import { nameOf, ownerIn } from './state-folder.ts';
import { sandboxUser } from './walls.ts';

describe('the user of sandboxes', () => {
  test('is nobody of the machine where we are root, and ourselves where we are not', () => {
    expect(sandboxUser(0, 0)).toEqual({ uid: 10_001, gid: 10_001 });
    expect(sandboxUser(1000, 100)).toEqual({ uid: 1000, gid: 100 });
  });
});

describe('the owner of a folder', () => {
  test('is in its name, and comes out as it went in', () => {
    const owner = 'my-devteam:bubblewrap/123/45678';
    expect(ownerIn(`${nameOf(owner)}.Xy12`)).toBe(owner);
  });

  test('is nobody where the name has none', () => {
    for (const name of ['runner-0123', 'etc-10001', 'a+b', 'a+1+2']) expect(ownerIn(name)).toBeUndefined();
  });
});
