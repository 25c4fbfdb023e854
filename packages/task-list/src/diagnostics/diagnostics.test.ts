import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { diagnosticCatalogue, formatDiagnostic, parse, type Diagnostic } from '../index.ts';
import { plantedFaults, type PlantedFault } from './planted-faults.ts';

const encoder = new TextEncoder();

interface Planted {
  readonly bytes: Uint8Array;
  readonly place: Pick<Diagnostic, 'line' | 'col' | 'offset' | 'length'>;
}

/** The bytes without the marks, and the place between them: counted here in another way than the package does. */
function plant(marked: string): Planted {
  const [before = '', inside = '', after = ''] = marked.split(/[⟦⟧]/);
  const lines = before.replace(/^\uFEFF/, '').split('\n');
  return {
    bytes: encoder.encode(before + inside + after),
    place: {
      line: lines.length,
      col: Array.from(lines.at(-1) ?? '').length + 1,
      offset: encoder.encode(before).length,
      length: encoder.encode(inside).length,
    },
  };
}

const intro = '> 🎉 Hello 👩‍👩‍👧, größe 任务.\n\n';
const variants: [name: string, change: (fault: PlantedFault) => string][] = [
  ['as it is', ({ text }) => text],
  ['with CRLF', ({ text }) => text.replaceAll('\n', '\r\n')],
  ['behind emoji', ({ text, atStart }) => (atStart ? text : intro + text)],
  ['with a byte order mark and without a final newline', ({ text }) => `\uFEFF${text.replace(/\n$/, '')}`],
];

const named = plantedFaults.map((fault, at) => Object.assign({ name: `${fault.code} (${at})` }, fault));

test('there are more than sixty planted faults', () => {
  expect(plantedFaults.length).toBeGreaterThanOrEqual(60);
});

describe.each(variants)('%s', (_name, change) => {
  test.each(named)('$name is found in its place', (fault) => {
    const { bytes, place } = plant(change(fault));
    const found = parse(bytes, fault.options).diagnostics.filter(({ code }) => code === fault.code);
    expect(found.map(({ line, col, offset, length }) => ({ line, col, offset, length }))).toEqual([place]);
  });
});

test.each(named)('$name says what is there, what was expected, what we do and what to do', ({ code, text, options }) => {
  const diagnostic = parse(plant(text).bytes, options).diagnostics.find((one) => one.code === code);
  if (!diagnostic) throw new Error('it is not found');
  expect(diagnostic.severity).toBe(code.startsWith('E') ? 'error' : code.startsWith('W') ? 'warning' : 'note');
  expect(diagnostic.message).toMatch(/^[^;].*; (?:expected|did you mean) .+; .+$/su);
  expect(diagnostic.expected).not.toBe('');
  expect(diagnostic.expected).toBeDefined();
  expect(diagnostic.hint).toBeDefined();
  expect(diagnostic.length === 0 || diagnostic.found !== undefined).toBe(true);
  expect(JSON.parse(JSON.stringify(diagnostic))).toEqual(diagnostic);
  expect(formatDiagnostic(diagnostic, 'a/list.md')).toBe(`a/list.md:${diagnostic.line}:${diagnostic.col}: ${code}: ${diagnostic.message}`);
  expect(formatDiagnostic(diagnostic, 'a/list.md')).not.toContain('\n');
});

test('a sound list has none', () => {
  const list = '### 1.1 a\n- **Description**: d\n- **Acceptance Criteria**:\n  - c\n- **Priority**: low\n- **Status**: pending\n';
  expect(parse(encoder.encode(list)).diagnostics).toEqual([]);
});

test('bytes that are not UTF-8 are told once, where the first stands', () => {
  const bytes = new Uint8Array([...encoder.encode('- [ ] é '), 0xff, 0x20, 0xfe]);
  expect(parse(bytes).diagnostics).toMatchObject([{ code: 'W201', line: 1, col: 9, offset: 9, length: 1 }]);
});

test('all of them stand in the order of the file, at most fifty of a code, and the last tells how many', () => {
  const text = `### 1.1 a\n${open}${Array.from({ length: 60 }, (_, at) => `### 1.${at + 2} b\n- **Status**: ?\n- **Dependencies**: 9.${at}\n`).join('')}`;
  const { diagnostics } = parse(encoder.encode(text));
  expect(diagnostics.map(({ offset }) => offset)).toEqual(diagnostics.map(({ offset }) => offset).toSorted((a, b) => a - b));
  for (const code of ['E110', 'W220']) {
    const own = diagnostics.filter((one) => one.code === code);
    expect(own).toHaveLength(50);
    expect(own.map(({ count }) => count)).toEqual([...Array.from({ length: 49 }), 60]);
    expect(formatDiagnostic(own.at(-1) ?? own[0]!, 'f')).toMatch(/ \(60 of this code in all\)$/);
  }
});

const open = '- **Status**: pending\n';

describe('the catalogue', () => {
  const sources = globSync('../**/*.ts', {
    cwd: import.meta.dirname,
    exclude: ['**/*.test.ts', '**/planted-faults.ts', '**/catalogue.ts'],
  });
  const given = new Set(
    sources.flatMap((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8').match(/(?<=')[EWN]\d{3}(?=')/g) ?? []),
  );

  test('has every code that is given, and no other but that of a missing file, which who reads files gives', () => {
    expect([...given, 'E001'].toSorted()).toEqual(Object.keys(diagnosticCatalogue).toSorted());
  });

  test('says what, what we do and what to do, each as a sentence or a part of one', () => {
    for (const { what, effect, hint } of Object.values(diagnosticCatalogue)) {
      expect([what, effect].every((text) => text.length > 3 && !text.endsWith('.'))).toBe(true);
      expect(hint).toMatch(/^\S.*\.$/);
    }
  });
});
