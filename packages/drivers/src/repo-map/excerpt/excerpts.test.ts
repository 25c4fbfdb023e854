import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findTaskFiles } from '../find-task-files.ts';
import { openRepoMapper } from '../map-repository.ts';
import { wordsIn } from '../rank/task-words.ts';
import type { FileFacts } from '../repo-map.ts';
import { textSource } from '../testing/text-source.ts';
import { excerptOf } from './excerpt-of.ts';

const mapper = openRepoMapper();
afterAll(() => mapper.close());
const signal = new AbortController().signal;

const body = (n: number) => `  const step${n} = ${n};\n`.repeat(8);
const long = `import { a } from './a.ts';

/** Prices. */
${Array.from({ length: 12 }, (_, n) => `export function part${n}(x: number) {\n${body(n)}  return x + ${n};\n}\n`).join('\n')}
export class Desk {
  open() {
${body(50)}  }
  close() {
${body(51)}  }
}
`;
let facts: FileFacts | null = null;
beforeAll(async () => {
  facts = (await mapper.map(textSource({ 'long.ts': long }), signal)).files[0]?.facts ?? null;
});
const request = (part: { wanted?: string[]; maxCharacters: number }) => ({
  text: long,
  facts,
  wanted: [],
  words: new Set<string>(),
  ...part,
});

describe('an excerpt', () => {
  test('is the whole of a short file', () => {
    expect(excerptOf({ text: 'const a = 1;\n', facts: null, wanted: [], words: new Set(), maxCharacters: 300 })).toBe('const a = 1;\n');
  });

  test('holds what is wanted in full, the first lines of the others, and says what it left out', () => {
    const shown = excerptOf(request({ wanted: ['part7'], maxCharacters: 1400 })) ?? '';
    expect(shown).toContain('export function part7(x: number) {');
    expect(shown).toContain('  return x + 7;');
    expect(shown).toContain('export function part0(x: number) {');
    expect(shown).not.toContain('return x + 9;');
    expect(shown).toMatch(/⋮ lines \d+ to \d+ left out/);
    expect(shown.indexOf('part7')).toBeLessThan(shown.indexOf('part9'));
  });

  test('shows what a wanted method stands in', () => {
    const shown = excerptOf(request({ wanted: ['close'], maxCharacters: 700 })) ?? '';
    expect(shown).toContain('export class Desk {');
    expect(shown).toContain('step51 = 51');
    expect(shown).not.toContain('step50 = 50');
  });

  test('of a file without definitions has the paragraphs that speak of the task', () => {
    const text = `# Notes\n\n${'Some words about nothing at all.\n\n'.repeat(60)}The harbour master prints tides every morning.\n\n${'More of nothing.\n\n'.repeat(60)}`;
    const shown = excerptOf({ text, facts: null, wanted: [], words: wordsIn('print the tides of the harbour'), maxCharacters: 400 }) ?? '';
    expect(shown).toContain('harbour master');
    expect(shown.length).toBeLessThanOrEqual(400);
  });

  test('is none where there is no room, or nothing', () => {
    expect(excerptOf(request({ maxCharacters: 20 }))).toBeNull();
    expect(excerptOf({ text: ' \n', facts: null, wanted: [], words: new Set(), maxCharacters: 500 })).toBeNull();
  });

  test('never is longer than it may be, and has only lines of the file and marks, in their order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4000 }),
        fc.subarray(['part0', 'part3', 'part11', 'Desk', 'open', 'nothing']),
        (maxCharacters, wanted) => {
          const shown = excerptOf(request({ wanted, maxCharacters }));
          expect(shown?.length ?? 0).toBeLessThanOrEqual(maxCharacters);
          const lines = (shown ?? '').trimEnd().split('\n');
          let at = -1;
          const all = long.split('\n');
          const lost = lines.filter((line) => {
            const mark = /^⋮ lines? (?:\d+ to )?(\d+) left out$/.exec(line)?.[1];
            if (mark !== undefined) at = Number(mark) - 1;
            else at = all.indexOf(line, at + 1);
            return at < 0;
          });
          expect(shown === null ? [] : lost).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('from a task to what a prompt says of files', () => {
  const texts = {
    'src/long.ts': long,
    'src/other.ts': "import { part7 } from './long.ts';\nexport const other = part7(1);\n",
    'docs/tides.md': 'Tides.\n',
  };
  const task = { title: 'part7 adds eight', description: '', acceptanceCriteria: [], files: [] };

  test('the likeliest first, with excerpts within the budget', async () => {
    const { files } = await findTaskFiles(mapper, textSource(texts, 'c2'), task, { signal, maxTokens: 400 });
    expect(files.map(({ path }) => path)).toEqual(['src/long.ts', 'src/other.ts']);
    expect(files[0]?.reason).toMatch(/^defines part7/);
    expect(files[0]?.excerpt).toContain('return x + 7;');
    expect(files.reduce((sum, { excerpt }) => sum + (excerpt?.length ?? 0), 0)).toBeLessThanOrEqual(1600);
  });

  test('no more excerpts than allowed; the others are named', async () => {
    const { files } = await findTaskFiles(mapper, textSource(texts, 'c3'), task, { signal, mostExcerpts: 1, limit: 5 });
    expect(files.map(({ excerpt }) => excerpt !== null)).toEqual([true, false]);
  });
});
