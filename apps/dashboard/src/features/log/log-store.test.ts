import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { output, update, webshop } from '../../testing/made-up.ts';
import { createLogStore, rowLimits } from './log-store.ts';

const from = (start: number, count: number, more: Parameters<typeof output>[2] = {}) =>
  Array.from({ length: count }, (_, index) => output(start + index, [`line ${start + index}`], more));
const texts = (log: ReturnType<ReturnType<typeof createLogStore>['read']>) =>
  log.rows.flatMap((row) => (row.kind === 'line' ? [row.text] : []));
const separators = (log: ReturnType<ReturnType<typeof createLogStore>['read']>) =>
  log.rows.flatMap((row) => (row.kind === 'separator' ? [`${row.taskKey} ${row.attempt}`] : []));

describe('the log of a project', () => {
  test('takes the lines of an event apart and ignores what it has seen', () => {
    const logs = createLogStore();
    logs.begin(webshop, 10);
    logs.ingest([output(11, ['a', 'b']), update(12), output(13, ['c'])]);
    logs.ingest([output(11, ['a', 'b']), output(13, ['c']), output(9, ['old'])]);
    expect(texts(logs.read(webshop))).toEqual(['a', 'b', 'c']);
    expect(logs.positions()).toEqual({ [webshop]: 13 });
  });

  test('sets a separator where another task or attempt begins to speak', () => {
    const logs = createLogStore();
    logs.ingest([
      output(1, ['a']),
      output(2, ['b'], { attempt: 3 }),
      output(3, ['c'], { attempt: 3 }),
      output(4, ['d'], { taskKey: 'T-006', attempt: 1 }),
    ]);
    expect(separators(logs.read(webshop))).toEqual(['T-005 2', 'T-005 3', 'T-006 1']);
  });

  test('tells its readers once per batch, and readers of other projects not at all', () => {
    const logs = createLogStore();
    let told = 0;
    logs.subscribe(webshop, () => {
      told += 1;
    });
    logs.ingest(from(1, 50));
    logs.ingest([output(1, ['x'], {}, 'other/one')]);
    logs.ingest([update(51)]);
    expect(told).toBe(1);
  });
});

describe('earlier lines', () => {
  test('come before the others; the row numbers of those that were here stay', () => {
    const logs = createLogStore();
    logs.begin(webshop, 100);
    logs.ingest(from(101, 3));
    const before = logs.read(webshop);
    expect(before).toMatchObject({ coveredFrom: 101, reachedStart: false });
    logs.prepend(webshop, from(51, 50), false);
    const after = logs.read(webshop);
    expect(texts(after)).toEqual([...from(51, 50), ...from(101, 3)].map((event) => `line ${event.seq}`));
    expect(after.coveredFrom).toBe(51);
    const numberOf = (log: typeof after, seq: number) => log.base + log.rows.findIndex((row) => row.kind === 'line' && row.seq === seq);
    expect(numberOf(after, 102)).toBe(numberOf(before, 102));
  });

  test('of the same attempt need no second separator, of another one do', () => {
    const logs = createLogStore();
    logs.begin(webshop, 100);
    logs.ingest(from(101, 2));
    logs.prepend(webshop, from(90, 5), false);
    expect(separators(logs.read(webshop))).toEqual(['T-005 2']);
    logs.prepend(webshop, from(80, 5, { attempt: 1 }), true);
    expect(separators(logs.read(webshop))).toEqual(['T-005 1', 'T-005 2']);
    expect(logs.read(webshop).reachedStart).toBe(true);
  });

  test('that overlap with what is here are not doubled', () => {
    const logs = createLogStore();
    logs.begin(webshop, 100);
    logs.ingest(from(101, 2));
    logs.prepend(webshop, from(95, 10), false);
    expect(texts(logs.read(webshop))).toHaveLength(8);
  });
});

describe('the bound', () => {
  test('little is kept while nobody looks, more for a reader; what is dropped can be asked for again', () => {
    const logs = createLogStore();
    logs.begin(webshop, 0);
    logs.ingest(from(1, 3000));
    const unwatched = logs.read(webshop);
    expect(unwatched.rows.length).toBeLessThanOrEqual(rowLimits.unwatched * 1.2 + 1);
    expect(unwatched.reachedStart).toBe(false);
    const first = unwatched.rows.find((row) => row.kind === 'line');
    expect(unwatched.coveredFrom).toBe(first?.seq);
    logs.watch(webshop, 'following');
    logs.ingest(from(3001, 5000));
    expect(logs.read(webshop).rows.length).toBeGreaterThan(5000);
    logs.prepend(webshop, from(unwatched.coveredFrom - 100, 100), false);
    expect(texts(logs.read(webshop))[0]).toBe(`line ${unwatched.coveredFrom - 100}`);
  });

  test('a separator stays at the head, so that one always knows who speaks', () => {
    const logs = createLogStore();
    logs.ingest(from(1, 2000));
    expect(logs.read(webshop).rows[0]).toMatchObject({ kind: 'separator', taskKey: 'T-005' });
  });

  test('an event larger than the bound is not torn apart', () => {
    const logs = createLogStore();
    logs.ingest([
      output(
        1,
        Array.from({ length: 2000 }, (_, index) => `part ${index}`),
      ),
    ]);
    expect(texts(logs.read(webshop))).toHaveLength(2000);
  });

  test('whatever comes, the lines are a gapless run that ends with the newest', () => {
    const logs = createLogStore();
    fc.assert(
      fc.property(
        fc.array(fc.record({ count: fc.integer({ min: 1, max: 400 }), attempt: fc.integer({ min: 1, max: 2 }), again: fc.nat(20) }), {
          maxLength: 12,
        }),
        (batches) => {
          const projectId = `p/${Math.random()}`;
          let last = 0;
          for (const { count, attempt, again } of batches) {
            const start = Math.max(1, last + 1 - again);
            logs.ingest(
              Array.from({ length: last + count - start + 1 }, (_, index) =>
                output(start + index, [`line ${start + index}`], { attempt }, projectId),
              ),
            );
            last += count;
          }
          const { rows, coveredFrom } = logs.read(projectId);
          const seqs = rows.flatMap((row) => (row.kind === 'line' ? [row.seq] : []));
          expect(seqs).toEqual(Array.from({ length: last - coveredFrom + 1 }, (_, index) => coveredFrom + index));
        },
      ),
      { numRuns: 60 },
    );
  });
});
