import { findNextTask, parse, replay } from '@devteam/task-list';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Injection, type InjectionRequest, contentOf, readPosition } from './injection-request.ts';
import { type InjectionPlan, type InjectionSnapshot, type PlacedInjection, planInjection, planPlacement } from './plan-injection.ts';
import { planUndo } from './undo-injection.ts';
import { workOrder } from './work-order.ts';

const list = (text: string) => parse(new TextEncoder().encode(text), { path: 'task_lists.md' });
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const heading = (id: string, title: string, fields = '') => `### ${id} ${title}\n- **Status**: pending\n${fields}\n`;
const four = list(
  `# List\n\n## 1. Work\n\n### 1.1 First\n- **Status**: completed\n\n${heading('1.2', 'Second')}${heading('1.3', 'Third', '- **Dependencies**: 1.2\n')}${heading('1.4', 'Fourth')}`,
);
const idle: InjectionSnapshot = {
  path: 'task_lists.md',
  list: four,
  execution: null,
  running: null,
  injections: [],
  openReviews: [],
  policy: { priority: 'auto', replace: 'auto', positional: 'auto' },
};
const busy: InjectionSnapshot = {
  ...idle,
  execution: { status: 'running', desired: 'running' },
  running: { key: '1.2', phase: 'IMPLEMENT', claim: 'claim-1' },
};
const request: InjectionRequest = {
  key: 'k1',
  source: 'person',
  by: { id: 'ana', rights: ['inject.request'] },
  place: { type: 'priority' },
  task: { title: 'Urgent' },
  reason: 'a customer waits',
  at: '2026-11-26T10:00:00Z',
};
const accepted = (plan: InjectionPlan): PlacedInjection => {
  if (plan.outcome !== 'accepted') throw new Error(JSON.stringify(plan));
  return plan.plan;
};
const codeOf = (plan: InjectionPlan) => (plan.outcome === 'refused' ? plan.failure.code : plan.outcome);
const stored: Injection = {
  injectionId: 'i1',
  key: 'k1',
  content: contentOf(request),
  type: 'priority',
  status: 'done',
  taskKey: '1.1.5',
  addressed: '1.2',
};

describe('what an injection does', () => {
  test('priority: the running task is rolled back, the new one is next, the old one after it', () => {
    const plan = accepted(planInjection(busy, request));
    expect(plan).toMatchObject({
      status: 'pending',
      interrupts: { key: '1.2', claim: 'claim-1', work: 'roll_back' },
      oldOrder: ['1.2', '1.3', '1.4'],
      newOrder: ['1.1.5', '1.2', '1.3', '1.4'],
      startsAs: 1,
    });
    expect(text(plan.list.bytes)).toContain('### 1.1.5 Urgent (INJECTED)');
    expect(text(plan.list.bytes)).toContain('a customer waits');
  });

  test('priority is next also where somebody has put a ready task before the one that runs', () => {
    const plan = accepted(planInjection({ ...busy, running: { key: '1.4', phase: 'PREP', claim: 'c' } }, request));
    expect(plan).toMatchObject({ interrupts: { key: '1.4' }, newOrder: ['1.1.5', '1.2', '1.3', '1.4'], startsAs: 1 });
  });

  test('priority while a push is under way: nothing is cut off, and the new one comes right after it', () => {
    const plan = accepted(planInjection({ ...busy, running: { key: '1.2', phase: 'PUSH', claim: 'c' } }, request));
    expect(plan).toMatchObject({ interrupts: null, newOrder: ['1.2', '1.2.5', '1.3', '1.4'] });
    const last = { ...busy, list: list(`# List\n\n## 1. Work\n\n${heading('1.1', 'Only')}`) };
    const behind = accepted(planInjection({ ...last, running: { key: '1.1', phase: 'PUSH', claim: 'c' } }, request));
    expect(behind.newOrder).toEqual(['1.1', '1.2']);
  });

  test('replace: the running task is stopped and dropped, what waited for it waits for the new one', () => {
    const plan = accepted(planInjection(busy, { ...request, place: { type: 'replace' } }));
    expect(plan).toMatchObject({ interrupts: { key: '1.2', work: 'drop' }, replaces: '1.2', newOrder: ['1.2.5', '1.3', '1.4'] });
  });

  test('replace of another task, and positional, leave the running one alone', () => {
    expect(accepted(planInjection(busy, { ...request, place: { type: 'replace', target: '1.4' } }))).toMatchObject({
      interrupts: null,
      replaces: '1.4',
      newOrder: ['1.2', '1.3', '1.5'],
    });
    const task = { title: 'Later', estimatedDuration: 30 };
    expect(accepted(planInjection(busy, { ...request, task, place: { type: 'positional', after: '1.3' } }))).toMatchObject({
      interrupts: null,
      newOrder: ['1.2', '1.3', '1.3.5', '1.4'],
      startsAs: 3,
      impact: { delayMinutes: 30, delayed: ['1.4'] },
    });
  });

  test('all three work when nothing runs', () => {
    expect(accepted(planInjection(idle, request)).newOrder[0]).toBe('1.1.5');
    expect(accepted(planInjection(idle, { ...request, place: { type: 'replace', target: '1.3' } })).newOrder).toEqual([
      '1.2',
      '1.3.5',
      '1.4',
    ]);
    expect(accepted(planInjection(idle, { ...request, place: readPosition('before: 1.4') })).newOrder).toEqual([
      '1.2',
      '1.3',
      '1.3.5',
      '1.4',
    ]);
  });

  test('a task that waits for what is blocked is taken, and says that it cannot start', () => {
    const blocked = list(`# List\n\n## 1. Work\n\n### 1.1 First\n- **Status**: blocked\n\n${heading('1.2', 'Second')}`);
    const plan = accepted(planInjection({ ...idle, list: blocked }, { ...request, task: { title: 'N', dependencies: ['1.1'] } }));
    expect(plan).toMatchObject({ startsAs: null, newOrder: ['1.2'] });
  });

  test('what needs approval is only validated; who may approve, and the engine itself, need nobody', () => {
    const strict = { ...busy, policy: { priority: 'approval', replace: 'approval', positional: 'auto' } } as const;
    expect(accepted(planInjection(strict, request)).status).toBe('approval');
    expect(accepted(planPlacement(strict, request)).status).toBe('pending');
    expect(accepted(planInjection(strict, { ...request, by: { id: 'eve', rights: ['inject.approve'] } })).status).toBe('pending');
    expect(accepted(planInjection(strict, { ...request, source: 'error_resolution', by: { id: 'engine', rights: [] } })).status).toBe(
      'pending',
    );
  });
});

describe('a task that resolves an error', () => {
  const resolving = {
    ...request,
    source: 'error_resolution',
    by: { id: 'engine', rights: [] },
    error: { originalTask: '1.2', errorType: 'check_failed', message: 'npm test ended with 1' },
  } as const;

  test('stands before the one that failed, stops nothing and needs nobody', () => {
    const plan = accepted(planInjection({ ...busy, policy: { ...idle.policy, priority: 'approval' } }, resolving));
    expect(plan).toMatchObject({ status: 'pending', interrupts: null, newOrder: ['ERR-1.2-1', '1.2', '1.3', '1.4'] });
    expect(accepted(planInjection(idle, resolving)).newOrder[0]).toBe('ERR-1.2-1');
    expect(text(plan.list.bytes)).toContain('Error Resolution Task: err-1.2-1');
  });

  test('has none of its own', () => {
    const { list: after } = accepted(planInjection(idle, resolving));
    const again = { ...resolving, key: 'k2', error: { ...resolving.error, originalTask: 'err-1.2-1' } };
    expect(codeOf(planInjection({ ...idle, list: after }, again))).toBe('injection_invalid');
  });
});

describe('what is refused', () => {
  const cases: [string, InjectionSnapshot, Partial<InjectionRequest>, string][] = [
    ['no right', busy, { by: { id: 'bob', rights: [] } }, 'injection_not_permitted'],
    ['no title', busy, { task: { title: ' ' } }, 'injection_invalid'],
    ['a title of two lines', busy, { task: { title: 'a\n## b' } }, 'injection_invalid'],
    ['no reason', busy, { reason: ' ' }, 'injection_invalid'],
    ['an unknown dependency', busy, { task: { title: 'N', dependencies: ['9.9'] } }, 'injection_invalid'],
    ['an unknown place', busy, { place: { type: 'positional', after: '1.9' } }, 'injection_place_unknown'],
    ['an unknown target', busy, { place: { type: 'replace', target: '7' } }, 'injection_place_unknown'],
    ['no target when nothing runs', idle, { place: { type: 'replace' } }, 'injection_place_unknown'],
    ['a closed target', busy, { place: { type: 'replace', target: '1.1' } }, 'task_closed'],
    [
      'a target that is being pushed',
      { ...busy, running: { key: '1.2', phase: 'PUSH', claim: 'c' } },
      { place: { type: 'replace' } },
      'push_under_way',
    ],
    ['a target that a person looks at', { ...busy, openReviews: ['1.3'] }, { place: { type: 'replace', target: '1.3' } }, 'review_pending'],
    ['a taken id', busy, { id: '1.3', place: { type: 'positional', after: '1.2' } }, 'injection_id_taken'],
    [
      'a circle through the replaced task',
      busy,
      { place: { type: 'replace' }, task: { title: 'N', dependencies: ['1.3'] } },
      'injection_cycle',
    ],
    ['a finished list', { ...idle, list: list('# L\n\n- [x] 1.1 Done\n') }, {}, 'injection_list_finished'],
    ['the same key with other content', { ...busy, injections: [stored] }, { task: { title: 'Other' } }, 'injection_key_reused'],
  ];
  test.each(cases)('%s', (_name, snapshot, change, code) => {
    expect(codeOf(planInjection(snapshot, { ...request, ...change }))).toBe(code);
  });

  test('the words name the nearest ids, and the way around the circle', () => {
    const near = planInjection(busy, { ...request, place: { type: 'positional', after: '1.9' } });
    expect(near.outcome === 'refused' ? near.failure.why : '').toMatch(/did you mean/);
    const circle = planInjection(busy, { ...request, place: { type: 'replace' }, task: { title: 'N', dependencies: ['1.3'] } });
    expect(circle.outcome === 'refused' ? circle.failure.why : '').toBe('1.2.5 waits for 1.3 waits for 1.2.5');
  });
});

describe('the same request again', () => {
  test('answers what was stored, whatever the time and the order of the fields', () => {
    const again = { ...request, at: '2027-01-01T00:00:00Z', task: JSON.parse('{"title":"Urgent"}') };
    expect(planInjection({ ...busy, injections: [stored] }, again)).toEqual({ outcome: 'replayed', injection: stored });
  });
});

describe('undo', () => {
  const { list: after } = accepted(planInjection(busy, { ...request, place: { type: 'replace' } }));
  const injection: Injection = { ...stored, type: 'replace', taskKey: '1.2.5', addressed: '1.2' };
  const fresh = { doneShare: 0, hasDeliverables: false, running: null };

  test('cancels the new task and opens the replaced one', () => {
    expect(planUndo(after, injection, fresh)).toEqual({
      possible: true,
      statuses: [
        { key: '1.2.5', status: 'canceled' },
        { key: '1.2', status: 'pending' },
      ],
    });
  });

  test.each([
    ['half of it is done', { doneShare: 0.6 }, /60 %/],
    ['its work is on the branch', { hasDeliverables: true }, /on the branch/],
  ])('is refused when %s', (_name, change, why) => {
    const plan = planUndo(after, injection, { ...fresh, ...change });
    expect(plan.possible ? '' : plan.blockers.join()).toMatch(why);
  });

  test('is refused when a task that depends on it has begun, and when nothing was placed', () => {
    const dependent = list(`# L\n\n## 1. W\n\n${heading('1.1', 'New')}${heading('1.2', 'Next', '- **Dependencies**: 1.1\n')}`);
    const plan = planUndo(dependent, { ...injection, taskKey: '1.1' }, { ...fresh, running: '1.2' });
    expect(plan.possible ? '' : plan.blockers.join()).toMatch(/1\.2 depends on it/);
    expect(planUndo(after, { ...injection, status: 'pending' }, fresh)).toMatchObject({ possible: false });
  });
});

test('on any list: others keep their order and their bytes, only the addressed task is stopped, and a preview changes nothing', () => {
  const task = fc.record({ done: fc.boolean(), dependsOn: fc.option(fc.nat(5), { nil: undefined }) });
  const places = fc.oneof(
    fc.constant({ type: 'priority' } as const),
    fc.constant({ type: 'replace' } as const),
    fc.record({ type: fc.constant('positional' as const), after: fc.nat(7).map((n) => `1.${n}`) }),
  );
  fc.assert(
    fc.property(
      fc.array(task, { minLength: 1, maxLength: 6 }),
      fc.nat(5),
      places,
      fc.option(fc.nat(5)),
      (tasks, running, place, dependsOn) => {
        const lines = tasks.map(({ done, dependsOn: on }, index) => {
          const waits = on !== undefined && on < index ? `- **Dependencies**: 1.${on + 1}\n` : '';
          return `### 1.${index + 1} Task ${index}\n- **Status**: ${done ? 'completed' : 'pending'}\n${waits}\n`;
        });
        const before = list(`# L\n\n## 1. W\n\n${lines.join('')}`);
        const isOpen = tasks[running] !== undefined && !tasks[running].done;
        const snapshot: InjectionSnapshot = {
          ...busy,
          list: before,
          running: isOpen ? { key: `1.${running + 1}`, phase: 'VERIFY', claim: 'c' } : null,
        };
        const dependencies = dependsOn === null ? [] : [`1.${dependsOn + 1}`];
        const asked = { ...request, place, task: { title: 'New', dependencies } };
        const plan = planInjection(snapshot, asked);
        expect(planInjection(snapshot, asked)).toEqual(plan);
        expect(plan.outcome === 'accepted' ? violations(snapshot, plan.plan) : codeOf(plan)).toMatch(/^(|injection_\w+|task_closed)$/);
      },
    ),
    { numRuns: 60 },
  );
});

/** What an accepted plan may never do, in words; nothing: it does none of it. */
function violations({ list: before, running }: InjectionSnapshot, plan: PlacedInjection): string {
  const { interrupts, replaces, oldOrder, newOrder, injected, list: after } = plan;
  // The running task apart: an interrupt gives it back its place in the file.
  const apart = new Set([injected.key, replaces, running?.key]);
  const others = (order: readonly string[]) => order.filter((key) => !apart.has(key));
  const kept = others(newOrder);
  const found = [
    interrupts && interrupts.key !== running?.key ? 'another task is stopped' : '',
    kept.join() ===
    others(oldOrder)
      .filter((key) => kept.includes(key))
      .join()
      ? ''
      : 'others change their order',
    kept.length < others(oldOrder).length && plan.startsAs !== null ? 'a task got lost' : '',
    after.tasks.length === before.tasks.length + 1 ? '' : 'not one task more',
    text(replay([plan.operation], before.bytes, { path: 'task_lists.md' }).bytes) === text(after.bytes) ? '' : 'its operation is another',
    workOrder(after)[0] === findNextTask(after)?.key ? '' : 'another task is selected than was promised',
  ];
  for (const { key, title, status } of before.tasks) {
    const now = after.tasks.find((each) => each.key === key);
    if (now?.title !== title || now.status !== (key === replaces ? 'replaced' : status)) found.push(`${key} is changed`);
  }
  return found.filter(Boolean).join('; ');
}
