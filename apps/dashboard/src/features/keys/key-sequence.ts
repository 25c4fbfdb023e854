/** A key command: one key (`j`), a letter with Shift (`shift+a`), a sequence (`g a`), or one with Ctrl or ⌘ (`mod+k`). */
export type KeySequence = string;

export interface KeyPress {
  key: string;
  mod: boolean;
  shift: boolean;
  alt: boolean;
}

/** A second key that comes later than this begins anew. */
export const sequencePauseMs = 1200;

export interface PendingKeys {
  keys: string;
  atMs: number;
}
export const noKeys: PendingKeys = { keys: '', atMs: 0 };

/** Of a sign such as `?` it does not matter how one gets it; of a letter it does, and caps lock is not Shift. */
export function nameOf({ key, mod, shift }: KeyPress): string {
  const isLetter = key.length === 1 && key.toLowerCase() !== key.toUpperCase();
  return `${mod ? 'mod+' : ''}${shift && isLetter ? 'shift+' : ''}${isLetter ? key.toLowerCase() : key}`;
}

/**
 * What a key press leads to, given what was pressed right before it: a command that is complete, or keys that may still become one.
 * `known` are all sequences that mean something here.
 */
export function pressKey(
  pending: PendingKeys,
  press: KeyPress,
  nowMs: number,
  known: readonly KeySequence[],
): { found: KeySequence | null; pending: PendingKeys } {
  if (press.alt) return { found: null, pending: noKeys };
  const name = nameOf(press);
  const isFresh = pending.keys === '' || nowMs - pending.atMs > sequencePauseMs;
  for (const keys of isFresh ? [name] : [`${pending.keys} ${name}`, name]) {
    if (known.includes(keys)) return { found: keys, pending: noKeys };
    if (known.some((each) => each.startsWith(`${keys} `))) return { found: null, pending: { keys, atMs: nowMs } };
  }
  return { found: null, pending: noKeys };
}
