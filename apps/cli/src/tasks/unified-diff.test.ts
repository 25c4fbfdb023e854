import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Edit, applyEdits } from '@devteam/task-list';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unifiedDiff } from './unified-diff.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Applies a diff to a text, and says how where it does not fit. */
function patched(before: string, diff: string): string {
  const old = before === '' ? [] : before.split(/(?<=\n)/);
  const made: string[] = [];
  let at = 0;
  for (const hunk of diff.split(/^(?=@@ )/m).slice(1)) {
    const [, from = '', count = '1'] = /^@@ -(\d+)(?:,(\d+))? \+/.exec(hunk) ?? [];
    const start = count === '0' ? Number(from) : Number(from) - 1;
    made.push(...old.slice(at, start));
    at = start;
    const lines = hunk.split(/(?<=\n)/).slice(1);
    for (const [index, line] of lines.entries()) {
      if (line.startsWith('\\')) continue;
      const text = lines[index + 1]?.startsWith('\\') ? line.slice(1, -1) : line.slice(1);
      if (line.startsWith('+')) made.push(text);
      else if (old[at] === text) {
        if (line.startsWith(' ')) made.push(text);
        at += 1;
      } else throw new Error(`${JSON.stringify(text)} is not ${JSON.stringify(old[at])}`);
    }
  }
  return [...made, ...old.slice(at)].join('');
}

const anyText = fc.array(fc.constantFrom('a\n', 'b\n', 'c', '\n', 'd\r\n', 'é\n'), { maxLength: 30 }).map((parts) => parts.join(''));

const anyEdits = (length: number): fc.Arbitrary<Edit[]> =>
  fc
    .array(fc.record({ at: fc.nat(length), length: fc.nat(6), text: fc.constantFrom('', 'x', 'y\n', '\nz', 'w\nw\n', '\n') }), {
      maxLength: 5,
    })
    .map((all) => {
      const edits: Edit[] = [];
      let from = 0;
      for (const { at, length: cut, text } of all.toSorted((a, b) => a.at - b.at)) {
        if (at < from || (edits.length > 0 && at === from)) continue;
        const end = Math.min(length, at + cut);
        edits.push({ offset: at, length: end - at, bytes: bytesOf(text) });
        from = end;
      }
      return edits;
    });

test('a diff leads from the old text to the new one, whatever is edited', () => {
  const ascii = anyText.map((text) => text.replaceAll('é', 'e'));
  fc.assert(
    fc.property(
      ascii.chain((text) => fc.tuple(fc.constant(text), anyEdits(text.length))),
      ([text, edits]) => {
        const after = new TextDecoder().decode(applyEdits(bytesOf(text), edits));
        const diff = unifiedDiff('list.md', bytesOf(text), edits);
        expect(patched(text, diff)).toBe(after);
        expect(diff === '').toBe(after === text);
      },
    ),
    { numRuns: 300 },
  );
});

describe('git takes it', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'devteam-diff-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const lines = Array.from({ length: 30 }, (_, at) => `line ${at + 1} é\n`).join('');
  const at = (text: string, part: string) => bytesOf(text.slice(0, text.indexOf(part))).length;
  test.each<[name: string, text: string, edits: (text: string) => Edit[]]>([
    ['one byte', '- [ ] a\n- [ ] b\n', () => [{ offset: 3, length: 1, bytes: bytesOf('x') }]],
    ['without a final newline', '- [ ] a\n- [ ] b', () => [{ offset: 11, length: 1, bytes: bytesOf('x') }]],
    ['a new end', '- [ ] a', () => [{ offset: 7, length: 0, bytes: bytesOf('\n- [ ] b') }]],
    ['into an empty file', '', () => [{ offset: 0, length: 0, bytes: bytesOf('- [ ] a\n') }]],
    [
      'far apart',
      lines,
      (text) => [
        { offset: at(text, 'line 2 '), length: 4, bytes: bytesOf('LINE') },
        { offset: at(text, 'line 28'), length: 0, bytes: bytesOf('new\n') },
      ],
    ],
    [
      'near each other',
      lines,
      (text) => [
        { offset: at(text, 'line 10'), length: 10, bytes: bytesOf('') },
        { offset: at(text, 'line 15'), length: 4, bytes: bytesOf('LINE') },
      ],
    ],
  ])('%s', (_name, text, makeEdits) => {
    const edits = makeEdits(text);
    const file = join(folder, 'list.md');
    writeFileSync(file, text);
    writeFileSync(join(folder, 'a.diff'), unifiedDiff('list.md', bytesOf(text), edits));
    execFileSync('git', ['apply', 'a.diff'], { cwd: folder, env: { PATH: process.env['PATH'], GIT_CEILING_DIRECTORIES: tmpdir() } });
    expect(readFileSync(file, 'utf8')).toBe(new TextDecoder().decode(applyEdits(bytesOf(text), edits)));
  });
});
