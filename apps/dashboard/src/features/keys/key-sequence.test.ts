import { expect, test } from 'vitest';
import { noKeys, pressKey, sequencePauseMs } from './key-sequence.ts';

const known = ['mod+k', 'g g', 'g r', 'j', '?', 'shift+a'];
/** `pause` lets the time for a second key run out. */
function typed(...keys: string[]): (string | null)[] {
  let pending = noKeys;
  let now = 0;
  return keys.flatMap((key) => {
    now += key === 'pause' ? sequencePauseMs + 1 : 10;
    if (key === 'pause') return [];
    const mod = key.startsWith('mod+');
    const shift = key.startsWith('shift+') || key === '?';
    const after = pressKey(pending, { key: key.replace(/^(mod|shift)\+/, ''), mod, shift, alt: false }, now, known);
    ({ pending } = after);
    return [after.found];
  });
}

test.each([
  [['j'], ['j']],
  [['J'], ['j']],
  [
    ['g', 'g'],
    [null, 'g g'],
  ],
  [
    ['g', 'r', 'g', 'g'],
    [null, 'g r', null, 'g g'],
  ],
  // What does not go on with the first key begins by itself.
  [
    ['g', 'j'],
    [null, 'j'],
  ],
  [
    ['g', 'x', 'g', 'g'],
    [null, null, null, 'g g'],
  ],
  [
    ['g', 'pause', 'g', 'r'],
    [null, null, 'g r'],
  ],
  [
    ['shift+A', 'a', 'A', '?'],
    ['shift+a', null, null, '?'],
  ],
  [
    ['mod+k', 'k'],
    ['mod+k', null],
  ],
])('%j gives %j', (keys, found) => expect(typed(...keys)).toEqual(found));

test('with Alt a key is not ours', () => {
  expect(pressKey(noKeys, { key: 'j', mod: false, shift: false, alt: true }, 0, known).found).toBeNull();
});
