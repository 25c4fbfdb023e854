import { describe, expect, test } from 'vitest';
import { applyEdits, detect, parse } from '../src/index.ts';
import { samples } from './samples.ts';
import { variants } from './variants.ts';

/** Law 1: what a careful person counted, in every form a file can be saved in. */
describe.each(variants)('samples, $name', ({ name, of }) => {
  test.each(samples)('$file', (sample) => {
    const bytes = of(sample.bytes);
    const list = parse(bytes, { path: sample.path });
    const { counts } = list;
    const all = sample.rule === 'boxes' ? { tasks: counts.tasks + counts.checks, done: counts.done + counts.checksDone } : counts;
    expect(all).toMatchObject({ tasks: sample.rule === 'boxes' ? sample.boxes + sample.otherBoxes : sample.tasks, done: sample.done });
    expect(Math.max(...list.tasks.map(({ depth }) => depth))).toBe(sample.maxDepth);
    expect(detect(bytes, sample.path)).toMatchObject({ dialect: list.dialect, family: list.family });
    expect(list.diagnostics.some(({ code }) => code === 'W201')).toBe(name.includes('UTF-8') && bytes.length > sample.bytes.length);
    expect(list.diagnostics.filter(({ code }) => code.startsWith('E0'))).toEqual([]);
    expect(applyEdits(bytes, [])).toEqual(bytes);
  });
});

test('all samples are there', () => {
  expect(samples).toHaveLength(30);
  expect(
    new Set(samples.map(({ file, path }) => parse(samples.find((one) => one.file === file)?.bytes ?? new Uint8Array(), { path }).dialect)),
  ).toEqual(new Set(['headings', 'ai-dev-tasks', 'spec-kit', 'kiro', 'openspec', 'checklist', 'table', 'backlog']));
});
