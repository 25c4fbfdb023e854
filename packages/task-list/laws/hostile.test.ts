import { describe, expect, test } from 'vitest';
import { applyEdits, findNextTask, formatDiagnostic, inject, parse, setStatus, TaskListRefusal } from '../src/index.ts';
import { hostileFiles } from './hostile-files.ts';
import { isFullScale, someOf } from './scale.ts';
import { bytesOf, byteText } from './variants.ts';

/** On a quiet machine none takes a second; machines that run tests are not quiet, and what is not linear takes minutes. */
const mostCpuSeconds = 3;

/** Law 12: a report, never a crash, a hang or a wrong write. */
describe('hostile files', () => {
  test.each(
    isFullScale
      ? hostileFiles
      : someOf(
          hostileFiles.filter(({ text }) => text.length < 500_000),
          6,
        ),
  )('$name', { timeout: 60_000 }, ({ text }) => {
    const bytes = bytesOf(text);
    const before = process.cpuUsage();
    const list = parse(bytes);
    for (const diagnostic of list.diagnostics) expect(formatDiagnostic(diagnostic, 'x.md')).toContain(diagnostic.code);
    findNextTask(list);
    const key = list.tasks[list.tasks.length >> 1]?.key ?? 'none';
    const edits = [
      () => setStatus(list, key, 'completed'),
      () => inject(list, { place: { type: 'positional', after: key }, task: { title: 'One more' }, at: '2026-11-22T10:31:00Z' }).edits,
    ];
    expect(edits.map((run) => tried(run, bytes))).toEqual([true, true]);
    const { user } = process.cpuUsage(before);
    expect(user / 1e6).toBeLessThan(mostCpuSeconds);
  });

  /** Everything before the first and after the last edit is as before, or there is none for a reason. */
  function tried(run: () => { offset: number; length: number; bytes: Uint8Array }[], bytes: Uint8Array): boolean {
    try {
      const edits = run();
      const [first, last] = [edits[0], edits.at(-1)];
      if (!first || !last) return true;
      const text = byteText(applyEdits(bytes, edits));
      const old = byteText(bytes);
      return text.startsWith(old.slice(0, first.offset)) && text.endsWith(old.slice(last.offset + last.length));
    } catch (error) {
      return error instanceof TaskListRefusal;
    }
  }

  test('text that is none is left alone', () => {
    const codes = (bytes: Uint8Array) => parse(bytes).diagnostics.map(({ code }) => code);
    expect(codes(bytesOf('- [ ] a\0b\n'))).toEqual(['E002']);
    expect(codes(Uint8Array.from([45, 32, 91, 32, 93, 32, 0xff, 0xfe, 10]))).toContain('W201');
    expect(codes(bytesOf('- [ ] a\n'.repeat(300_000)))).toEqual(['E005']);
    expect(codes(bytesOf(`- [ ] ${'a'.repeat(70_000)}\n`))).toEqual(['E005']);
    expect(codes(bytesOf('- [ ] a\n'.repeat(50_001)))).toEqual(['E005']);
    expect(codes(new Uint8Array())).toEqual(['N303']);
  });
});
