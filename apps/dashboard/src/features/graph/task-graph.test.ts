import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rankLayout } from './rank-layout.ts';
import { type GraphTask, criticalPath, taskGraph } from './task-graph.ts';

const task = (key: string, dependencies: string[] = [], depth = 0, executable = true): GraphTask => ({
  key,
  dependencies,
  depth,
  executable,
});
const said = (rows: readonly GraphTask[]) =>
  taskGraph(rows).edges.map(({ from, to, kind }) => `${from}${kind === 'after' ? '→' : '⇢'}${to}`);

describe('the graph of a list', () => {
  test('follows what the list says, and its order where it says nothing', () => {
    expect(said([task('1'), task('2'), task('3', ['1'])])).toEqual(['1⇢2', '1→3']);
  });

  test('a dependency on a group is one on what ends it', () => {
    const rows = [task('1', [], 0, false), task('1.1', [], 1), task('1.2', ['1.1'], 1), task('1.3', ['1.1'], 1), task('2', ['1'])];
    expect(said(rows)).toEqual(['1.1→1.2', '1.1→1.3', '1.2→2', '1.3→2']);
  });

  test('what is not in the list leads nowhere', () => {
    expect(said([task('1', ['9'])])).toEqual([]);
  });

  test('the critical path is the longest chain of open tasks', () => {
    const graph = taskGraph([task('1'), task('2', ['1']), task('3', ['1']), task('4', ['3']), task('5', ['2', '4'])]);
    expect([...criticalPath(graph, (key) => key !== '1')]).toEqual(['3', '4', '5']);
  });
});

const lists = fc
  .array(fc.record({ depth: fc.nat(3), executable: fc.boolean(), wants: fc.array(fc.nat(30), { maxLength: 3 }) }), { maxLength: 30 })
  .map((rows) =>
    rows.map(({ depth, executable, wants }, index) =>
      task(
        `t${index}`,
        wants.map((number) => `t${number}`),
        depth,
        executable,
      ),
    ),
  );

test('whatever the list, the graph holds each executable task once, no edge to itself, and its layout a place of its own for each', () => {
  fc.assert(
    fc.property(lists, (rows) => {
      const graph = taskGraph(rows);
      expect(graph.keys).toEqual(rows.filter((row) => row.executable).map((row) => row.key));
      const known = new Set(graph.keys);
      expect(graph.edges.every(({ from, to }) => from !== to && known.has(from) && known.has(to))).toBe(true);
      const places = rankLayout(graph);
      expect(new Set(graph.keys.map((key) => JSON.stringify(places[key]))).size).toBe(graph.keys.length);
      const path = [...criticalPath(graph, () => true)];
      expect(path.every((key, index) => index === 0 || graph.edges.some(({ from, to }) => from === path[index - 1] && to === key))).toBe(
        true,
      );
    }),
  );
});
