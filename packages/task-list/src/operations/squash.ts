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
  for (const [index, operation] of operations.entries()) {
    if (operation.op === 'setStatus' || operation.op === 'complete') {
      const { key } = operation.ref;
      if (!firstStatus.has(key)) firstStatus.set(key, index);
      lastStatus.set(key, index);
    } else if (operation.op === 'setField') {
      const name = `${operation.ref.key} ${operation.field}`;
      if (!firstField.has(name)) firstField.set(name, index);
      lastField.set(name, index);
    }
  }
  return operations.flatMap((operation, index): Operation[] => {
    if (operation.op === 'setStatus' || operation.op === 'complete') {
      if (lastStatus.get(operation.ref.key) !== index) return [];
      const first = operations[firstStatus.get(operation.ref.key) ?? index];
      return first && 'ref' in first && first.ref ? [{ ...operation, ref: { ...operation.ref, status: first.ref.status } }] : [operation];
    }
    if (operation.op === 'setField') {
      const name = `${operation.ref.key} ${operation.field}`;
      if (lastField.get(name) !== index) return [];
      const first = operations[firstField.get(name) ?? index];
      return first?.op === 'setField' ? [{ ...operation, was: first.was }] : [operation];
    }
    return [operation];
  });
}
