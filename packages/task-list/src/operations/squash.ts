import type { Operation } from '../model.ts';

/**
 * One final status a task, injections kept in order. The status goes where the last one stood, with what the first one expected, so that
 * theirs still wins over all of them.
 */
export function squash(operations: readonly Operation[]): Operation[] {
  const lastStatus = new Map<string, number>();
  const firstStatus = new Map<string, number>();
  const lastField = new Map<string, number>();
  const firstField = new Map<string, number>();
  const names = namesOf(operations);
  const nameAt = (index: number): string => names[index] ?? '';
  for (const [index, operation] of operations.entries()) {
    if (operation.op === 'setStatus' || operation.op === 'complete') {
      const key = nameAt(index);
      if (!firstStatus.has(key)) firstStatus.set(key, index);
      lastStatus.set(key, index);
    } else if (operation.op === 'setField') {
      const name = `${nameAt(index)} ${operation.field}`;
      if (!firstField.has(name)) firstField.set(name, index);
      lastField.set(name, index);
    }
  }
  return operations.flatMap((operation, index): Operation[] => {
    if (operation.op === 'setStatus' || operation.op === 'complete') {
      if (lastStatus.get(nameAt(index)) !== index) return [];
      const first = operations[firstStatus.get(nameAt(index)) ?? index];
      return first && 'ref' in first && first.ref ? [{ ...operation, ref: { ...operation.ref, status: first.ref.status } }] : [operation];
    }
    if (operation.op === 'setField') {
      const name = `${nameAt(index)} ${operation.field}`;
      if (lastField.get(name) !== index) return [];
      const first = operations[firstField.get(name) ?? index];
      return first?.op === 'setField' ? [{ ...operation, was: first.was }] : [operation];
    }
    return [operation];
  });
}

/**
 * What each operation calls its task: a key that is only a place means another task after an injection, and one that was replaced or paused
 * had to have the status from before.
 */
function namesOf(operations: readonly Operation[]): string[] {
  let injections = 0;
  const turns = new Map<string, number>();
  return operations.map((operation) => {
    const key = operation.ref?.key ?? '';
    if (operation.op === 'inject' || operation.op === 'injectErrorResolution') injections++;
    if (operation.op === 'inject' && operation.request.place.type !== 'positional') turns.set(key, (turns.get(key) ?? 0) + 1);
    return `${key} ${/^@|~/.test(key) ? injections : (turns.get(key) ?? 0)}`;
  });
}
