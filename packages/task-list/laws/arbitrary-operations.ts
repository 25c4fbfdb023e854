import fc from 'fast-check';
import {
  applyEdits, applyOperation, parse, refOf, TaskListRefusal, type InjectPlace, type Operation, type ParseOptions, type Status, type TaskList,
} from '../src/index.ts'; // prettier-ignore
import { title } from './arbitrary-lists.ts';
import { writeKey } from './status-laws.ts';

/** What the engine wants to do next, before it is known with which task: `pick` is counted around. */
export interface Wish {
  readonly kind: 'status' | 'complete' | 'field' | 'after' | 'before' | 'replace' | 'priority' | 'error';
  readonly pick: number;
  readonly status: Status;
  readonly detail: string | null;
  readonly title: string;
}

const status = fc.constantFrom<Status>('pending', 'active', 'completed', 'error', 'blocked', 'human-review', 'canceled', 'skipped');

export const wishes: fc.Arbitrary<Wish[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Wish['kind']>(
      'status',
      'status',
      'status',
      'complete',
      'complete',
      'field',
      'after',
      'before',
      'replace',
      'priority',
      'error',
    ),
    pick: fc.nat(1000),
    status,
    detail: fc.option(fc.constantFrom('waits for ana', 'exit code 2'), { freq: 3 }),
    title,
  }),
  { minLength: 1, maxLength: 6 },
);

const AT = '2026-11-22T10:31:00Z';

function operationOf(list: TaskList, wish: Wish): Operation | undefined {
  const task = list.tasks[wish.pick % list.tasks.length];
  if (!task) return undefined;
  const key = writeKey(list, task);
  const ref = { ...refOf(list, task.key), key };
  const request = (place: InjectPlace) => ({
    place,
    task: { title: wish.title, description: 'Asked for while it ran.' },
    at: AT,
    by: 'ana',
    reason: 'Found today',
  });
  switch (wish.kind) {
    case 'status':
      return { op: 'setStatus', ref, status: wish.status, ...(wish.detail === null ? {} : { detail: wish.detail }) };
    case 'complete':
      return { op: 'complete', ref, completion: { at: AT, summary: wish.title, actualDuration: 12 } };
    case 'field': {
      const was = task.given.includes('priority') ? task.priority : null;
      return { op: 'setField', ref, field: 'priority', was, value: was === 'critical' ? 'low' : 'critical' };
    }
    case 'after':
      return { op: 'inject', request: request({ type: 'positional', after: key }), ref, id: null };
    case 'before':
      return { op: 'inject', request: request({ type: 'positional', before: key }), ref, id: null };
    case 'replace':
      return { op: 'inject', request: request({ type: 'replace', target: key }), ref, id: null };
    case 'priority':
      return { op: 'inject', request: request({ type: 'priority', current: key }), ref, id: null };
    case 'error':
      return {
        op: 'injectErrorResolution',
        error: { originalTask: key, errorType: 'verify', message: 'the build failed', at: AT },
        ref,
        id: null,
      };
  }
}

/** Makes wishes come true one after the other, as the engine does, and keeps its log. What is refused is no operation. */
export function carriedOut(base: TaskList, all: readonly Wish[], options: ParseOptions = {}): { operations: Operation[]; ours: TaskList } {
  let ours = base;
  const operations: Operation[] = [];
  for (const wish of all) {
    const operation = operationOf(ours, wish);
    if (!operation) continue;
    try {
      const { edits, key } = applyOperation(ours, operation);
      if (edits.length === 0) continue;
      const next = parse(applyEdits(ours.bytes, edits), { ...options, dialect: base.dialect });
      const id = next.tasks.find((task) => task.key === key)?.id ?? null;
      operations.push(operation.op === 'inject' || operation.op === 'injectErrorResolution' ? { ...operation, id } : operation);
      ours = next;
    } catch (error) {
      if (!(error instanceof TaskListRefusal)) throw error;
    }
  }
  return { operations, ours };
}
