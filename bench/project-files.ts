import { type Area, type Conversion, areas } from './conversions.ts';

export const listPath = 'task_lists.md';

/** One entry of the list, and what its recording puts into the project: paths with their whole text. */
export interface BenchTask {
  id: string;
  files: Record<string, string>;
}

const fileName = (words: string) => words.replaceAll(' ', '-');
const functionName = (words: string) => words.replaceAll(/ (\w)/g, (_, letter: string) => letter.toUpperCase());

const source = ({ factor, words }: Conversion): string =>
  [
    `import { positive } from '../positive.js';`,
    '',
    `/** Converts ${words}. Throws a RangeError for less than nothing. */`,
    `export const ${functionName(words)} = (amount) => positive(amount) * ${factor};`,
    '',
  ].join('\n');

/** The test file of an area once these conversions are there. */
const tests = ({ name }: Area, present: readonly Conversion[]): string =>
  [
    `import assert from 'node:assert/strict';`,
    `import { test } from 'node:test';`,
    ...present.map(({ words }) => `import { ${functionName(words)} } from '../src/${name}/${fileName(words)}.js';`),
    ...present.flatMap(({ factor, words }) => [
      '',
      `test('converts ${words}', () => {`,
      `  assert.equal(${functionName(words)}(2), ${2 * factor});`,
      `  assert.throws(() => ${functionName(words)}(-1), RangeError);`,
      `});`,
    ]),
    '',
  ].join('\n');

const idOf = (area: number, conversion: number) => `${area + 1}.${conversion + 1}`;

export const benchTasks: readonly BenchTask[] = areas.flatMap((area, areaIndex) =>
  area.conversions.map((one, index) => ({
    id: idOf(areaIndex, index),
    files: {
      [`src/${area.name}/${fileName(one.words)}.js`]: source(one),
      [`test/${area.name}.test.js`]: tests(area, area.conversions.slice(0, index + 1)),
    },
  })),
);

const entry = (area: Area, id: string, { factor, words }: Conversion): string =>
  [
    `### ${id} Convert ${words}`,
    `- **Description**: Add \`${functionName(words)}(amount)\` in \`src/${area.name}/${fileName(words)}.js\`.`,
    '- **Acceptance Criteria**:',
    `  - One gives ${factor}`,
    '  - Less than nothing is a `RangeError`',
    '- **Priority**: medium',
    '- **Status**: pending',
    '- **Estimated Duration**: 15 minutes',
    '',
  ].join('\n');

const list = [
  '# Unit desk: task list',
  '',
  ...areas.map((area, areaIndex) =>
    [`## ${areaIndex + 1}. ${area.title}`, ...area.conversions.map((one, index) => entry(area, idOf(areaIndex, index), one))].join('\n'),
  ),
].join('\n');

/** The files of the project's first commit. */
export const firstFiles: Readonly<Record<string, string>> = {
  'README.md': '# Unit desk\n\nConverts what people measure in.\n',
  'package.json': `${JSON.stringify({ name: 'unit-desk', version: '1.0.0', private: true, type: 'module', scripts: { test: 'node --test' } }, undefined, 2)}\n`,
  'src/positive.js': [
    '/** Gives the amount back if it is one. */',
    'export function positive(amount) {',
    '  if (amount >= 0) return amount;',
    '  throw new RangeError(`${amount} is less than nothing`);',
    '}',
    '',
  ].join('\n'),
  'test/positive.test.js': [
    `import assert from 'node:assert/strict';`,
    `import { test } from 'node:test';`,
    `import { positive } from '../src/positive.js';`,
    '',
    `test('lets amounts through, and nothing else', () => {`,
    '  assert.equal(positive(3), 3);',
    '  assert.throws(() => positive(-3), RangeError);',
    '  assert.throws(() => positive(Number.NaN), RangeError);',
    '});',
    '',
  ].join('\n'),
  [listPath]: list,
};
