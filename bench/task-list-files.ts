import { readFileSync } from 'node:fs';

/** A text to measure with. */
export interface File {
  readonly name: string;
  readonly text: string;
}

const idOf = (index: number): string => `${Math.floor(index / 100) + 1}.${(index % 100) + 1}`;
const rows = (count: number, row: (index: number) => string): string => Array.from({ length: count }, (_, index) => row(index)).join('');

export const oneLineTasks: File = {
  name: '10,000 one-line tasks',
  text: `# Plan\n\n${rows(10_000, (index) => `- [ ] ${idOf(index)} Write the thing number ${index} that people asked for\n`)}`,
};

export const shortTasks: File = {
  name: '10,000 heading tasks with two fields',
  text: `# Plan\n\n${rows(10_000, (index) => `### ${idOf(index)} Write the thing number ${index}\n- **Priority**: high\n- **Status**: pending\n\n`)}`,
};

export const fullTasks: File = {
  name: '2,500 full heading tasks',
  text: `# Plan\n\n${rows(2500, fullTask)}`,
};

function fullTask(index: number): string {
  return [
    `### ${idOf(index)} Write the thing number ${index}`,
    '- **Description**: Make sure that it builds from a clean checkout, and fix what keeps it from doing so.',
    '- **Acceptance Criteria**:',
    '  - Dependencies install without errors',
    '  - The build finishes without errors',
    '- **Priority**: high',
    '- **Status**: pending',
    '- **Estimated Duration**: 30 minutes',
    '',
    '',
  ].join('\n');
}

const fixtures = new URL('../packages/task-list/fixtures/', import.meta.url);
const samples = ['001', '003', '006', '010', '017', '018', '025', '026'].map((name) =>
  readFileSync(new URL(`${name}.md`, fixtures), 'latin1'),
);

/** Real lists, one after the other, up to so many bytes. */
export function repeatedSamples(bytes: number): string {
  const parts: string[] = [];
  let length = 0;
  for (let turn = 0; length < bytes; turn++) {
    const sample = `${samples[turn % samples.length]}\n\n`;
    if (length + sample.length > bytes) break;
    parts.push(sample);
    length += sample.length;
  }
  return parts.join('');
}

const MOST_BYTES = 2 * 1024 * 1024;
const longLine = (piece: string): string => `${piece.repeat(Math.floor(60_000 / piece.length))}\n`;
const upTo = (bytes: number, piece: string): string => piece.repeat(Math.floor(bytes / piece.length));

/** What slows parsers down, as large as it may be. */
export function hostileFiles(): File[] {
  return [
    { name: 'nested markers', text: upTo(MOST_BYTES, longLine('- ')) },
    { name: 'nested quotes', text: upTo(MOST_BYTES, longLine('> ')) },
    { name: 'nested numbers', text: upTo(MOST_BYTES, longLine('1. ')) },
    { name: 'blanks', text: upTo(MOST_BYTES, longLine(' ')) },
    { name: 'brackets', text: upTo(MOST_BYTES, longLine('[')) },
    { name: 'bars', text: upTo(MOST_BYTES, longLine('|')) },
    { name: 'rows', text: `| ID | Task | Status |\n|---|---|---|\n${upTo(1_900_000, '| A-1 | t | todo |\n')}` },
    { name: 'one-letter boxes', text: upTo(390_000, '- [ ] a\n') },
    { name: 'quoted boxes', text: upTo(450_000, '> - [ ] a\n') },
    { name: 'open comments', text: upTo(730_000, '- [ ] a <!-- b\n') },
    { name: 'equal ids', text: upTo(580_000, '- [ ] 1.1 a\n') },
    { name: 'a cycle', text: rows(17_000, (index) => `- [ ] 1.${index + 1} a\n  - Dependencies: 1.${((index + 1) % 17_000) + 1}\n`) },
    { name: 'ranges', text: rows(20_000, (index) => `- [ ] 1.${index + 1} a\n  - Dependencies: 1.1-1.9999\n`) },
  ];
}
