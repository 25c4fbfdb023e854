import fc from 'fast-check';
import { expect, test } from 'vitest';
import { output, update } from '../testing/made-up.ts';
import { condense } from './live-packets.ts';

test('a run of output becomes one packet, which knows where it begins and ends', () => {
  const packets = condense([output(5, ['a']), output(6, ['b']), update(7), output(8, ['c'])]);
  expect(packets.map((packet) => [packet.type, packet.type === 'output' ? packet.fromSeq : packet.seq, packet.seq])).toEqual([
    ['output', 5, 6],
    ['execution-update', 7, 7],
    ['output', 8, 8],
  ]);
  expect(JSON.stringify(packets)).not.toContain('lines');
});

test('projects that talk at once do not break each other up', () => {
  const packets = condense([
    output(1, ['a'], {}, 'a/a'),
    output(1, ['b'], {}, 'b/b'),
    output(2, ['a'], {}, 'a/a'),
    output(2, ['b'], {}, 'b/b'),
  ]);
  expect(packets).toHaveLength(2);
});

test('every number of every project is in exactly one packet, in order, and a hole stays a hole', () => {
  const source = fc.array(
    fc.record({ project: fc.constantFrom('a/a', 'b/b', 'c/c'), talks: fc.boolean(), skip: fc.integer({ min: 0, max: 2 }) }),
  );
  fc.assert(
    fc.property(source, (steps) => {
      const next = new Map<string, number>();
      const events = steps.map(({ project, talks, skip }) => {
        const seq = (next.get(project) ?? 0) + 1 + (skip === 2 ? 1 : 0);
        next.set(project, seq);
        return talks ? output(seq, ['line'], {}, project) : { ...update(seq), projectId: project };
      });
      const covered = condense(events).flatMap((packet) => {
        const from = packet.type === 'output' ? packet.fromSeq : packet.seq;
        return Array.from({ length: packet.seq - from + 1 }, (_, index) => `${packet.projectId} ${from + index}`);
      });
      const byProject = (list: string[]) => list.toSorted((a, b) => a.slice(0, 3).localeCompare(b.slice(0, 3)));
      expect(byProject(covered)).toEqual(byProject(events.map((event) => `${event.projectId} ${event.seq}`)));
    }),
  );
});
