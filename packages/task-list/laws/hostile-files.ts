/** A text that slows parsers down or leads them astray. */
export interface HostileFile {
  readonly name: string;
  readonly text: string;
}

const MOST_BYTES = 2 * 1024 * 1024;
const LONGEST_LINE = 60_000;

const upTo = (bytes: number, piece: string): string => piece.repeat(Math.floor(bytes / piece.length));
const longLines = (piece: string): string => upTo(MOST_BYTES, `${piece.repeat(Math.floor(LONGEST_LINE / piece.length))}\n`);
const counted = (count: number, row: (index: number) => string): string => Array.from({ length: count }, (_, index) => row(index)).join('');

/** Law 12: as large as the limits allow, or beyond them. */
export const hostileFiles: readonly HostileFile[] = [
  { name: 'bullets nested on one line', text: longLines('- ') },
  { name: 'quotes nested on one line', text: longLines('> ') },
  { name: 'numbers nested on one line', text: longLines('1. ') },
  { name: 'bullets in quotes in bullets', text: longLines('> - ') },
  { name: 'bullets with tabs', text: longLines('-\t') },
  {
    name: 'lists of all depths',
    text: upTo(
      MOST_BYTES,
      counted(60, (depth) => `${' '.repeat(2 * depth)}- [ ] a\n`),
    ),
  },
  { name: 'quotes', text: upTo(190_000, '> a\n') },
  { name: 'boxes in quotes', text: upTo(450_000, '> - [ ] a\n') },
  { name: 'brackets and line ends', text: upTo(190_000, '[\n') },
  { name: 'brackets', text: longLines('[') },
  { name: 'boxes on one line', text: longLines('[x] ') },
  { name: 'bars', text: longLines('|') },
  { name: 'rows without a header', text: upTo(550_000, '|a|b|\n') },
  { name: 'rows', text: `| ID | Task | Status |\n|---|---|---|\n${counted(45_000, (index) => `| A-${index} | t | todo |\n`)}` },
  { name: 'fences', text: upTo(390_000, '```\n') },
  { name: 'setext pairs', text: upTo(390_000, 'a\n=\n') },
  { name: 'headings of rules', text: upTo(590_000, 'a\n---\n') },
  { name: 'empty headings', text: upTo(99_000, '#\n') },
  { name: 'items of one letter', text: upTo(199_000, '- a\n') },
  { name: 'tasks of one letter', text: upTo(390_000, '- [ ] a\n') },
  { name: 'open comments', text: upTo(590_000, '<!-- \n') },
  { name: 'open comments in tasks', text: upTo(730_000, '- [ ] a <!-- b\n') },
  { name: 'open comments on one line', text: longLines('<!-- ') },
  { name: 'parked ids', text: `<!--\n${counted(60_000, (index) => `1.${index} a\n`)}-->\n- [ ] 2.1 a\n` },
  { name: 'equal ids', text: upTo(580_000, '- [ ] 1.1 a\n') },
  { name: 'equal ids of headings', text: upTo(1_200_000, '### 1.1 a\n- Status: pending\n') },
  { name: 'a chain of dependencies', text: counted(24_000, (index) => `- [ ] 1.${index + 1} a\n  - Dependencies: 1.${index + 2}\n`) },
  {
    name: 'a cycle of dependencies',
    text: counted(17_000, (index) => `- [ ] 1.${index + 1} a\n  - Dependencies: 1.${((index + 1) % 17_000) + 1}\n`),
  },
  { name: 'ranges of dependencies', text: counted(20_000, (index) => `- [ ] 1.${index + 1} a\n  - Dependencies: 1.1-1.9999\n`) },
  { name: 'unknown dependencies', text: counted(24_000, (index) => `- [ ] 1.${index + 1} a\n  - Dependencies: 9.${index + 1}\n`) },
  { name: 'stars', text: longLines('*') },
  { name: 'bold words', text: longLines('**a ') },
  { name: 'backticks', text: longLines('`') },
  { name: 'underscores', text: longLines('_') },
  { name: 'open brackets at the end of titles', text: `- [ ] a ${'('.repeat(50_000)}\n- [ ] a ${')'.repeat(50_000)}\n` },
  { name: 'open status marks', text: upTo(MOST_BYTES, `1.1 a ${'(Status: '.repeat(5000)}\n`) },
  { name: 'an outline', text: counted(45_000, (index) => `1.${index + 1} a (Status: done)\n`) },
  { name: 'a deep outline', text: counted(9000, (index) => `1${'.1'.repeat(index % 200)} a\n`) },
  { name: 'colons', text: longLines('a: ') },
  { name: 'labels of one task', text: `### 1.1 T\n- Status: pending\n${counted(40_000, (index) => `- **L${index}**: a\n`)}` },
  { name: 'one label of one task', text: `### 1.1 T\n${upTo(700_000, '- Status: pending\n')}` },
  { name: 'checks of one task', text: `### 1.1 T\n- Status: pending\n${upTo(380_000, '- [ ] a\n')}` },
  { name: 'one paragraph', text: `### 1.1 T\n**Status**: pending\n${upTo(700_000, 'words\n')}` },
  { name: 'a task of many lines', text: `- [ ] a\n${upTo(390_000, '  b\n')}` },
  { name: 'HTML', text: upTo(590_000, '<div>\n') },
  { name: 'open HTML', text: longLines('<div ') },
  { name: 'front matter', text: `---\n${counted(30_000, (index) => `k${index}: [a, b, c]\n`)}---\n- [ ] a\n` },
  { name: 'open front matter', text: `---\n${upTo(490_000, 'a: b\n')}` },
  { name: 'stop points', text: `---\nstop-after: [${counted(6000, (index) => `9.${index}, `)}]\n---\n- [ ] 1.1 a\n- [ ] 1.2 b\n` },
  { name: 'emoji', text: longLines('✅') },
  { name: 'carriage returns', text: longLines('\r') },
  { name: 'blanks', text: longLines(' ') },
  { name: 'blank lines', text: upTo(99_000, '\n') },
  { name: 'digits', text: longLines('1') },
  { name: 'dots', text: longLines('1.') },
  { name: 'groups', text: counted(40_000, (index) => `## ${index}. G\n`) },
  { name: 'groups of one task', text: counted(18_000, (index) => `## ${index}. G\n- [ ] ${index}.1 a\n`) },
  { name: 'replaced tasks', text: counted(22_000, (index) => `### 1.${index} T (REPLACED)\n- Status: replaced by 1.${index + 1}\n`) },
  { name: 'bold heads', text: counted(45_000, (index) => `**Task ${index}.1**: a\n\n`) },
  { name: 'legends', text: upTo(1_100_000, '[~] = active\n') },
];
