import type { ParseOptions } from '../model.ts';

export interface PlantedFault {
  readonly code: string;
  /** A list with one place between ⟦ and ⟧: there the diagnostic has to point. */
  readonly text: string;
  readonly options?: ParseOptions;
  /** Has to stand at the first byte of a file. */
  readonly atStart?: true;
}

const open = '- **Status**: pending\n';
const task = (id: string, fields = open): string => `### ${id} Task ${id}\n${fields}\n`;
const sound = task('1.1');

/** Lists that have exactly one kind of fault, which stands where the marks are. */
export const plantedFaults: readonly PlantedFault[] = [
  { code: 'E002', text: `- [ ] a\n- [ ] b ⟦\0⟧ c\n` },
  { code: 'E002', text: '# Tasks\n\n⟦\0⟧' },
  { code: 'E003', text: '⟦---⟧\ntask-lists: 1\n', atStart: true },
  { code: 'E003', text: '---\n⟦dialect: jira⟧\n---\n- [ ] a\n', atStart: true },
  { code: 'E003', text: '---\ntitle: x\n⟦inject-ids: never⟧\n---\n- [ ] a\n', atStart: true },
  { code: 'E003', text: '---\n⟦task-lists: new⟧\n---\n- [ ] a\n', atStart: true },
  { code: 'E003', text: '---\n⟦marks: { "~": someday }⟧\n---\n- [ ] a\n', atStart: true },
  { code: 'E003', text: '---\n⟦checkpoints: maybe⟧\n---\n- [ ] a\n', atStart: true },
  { code: 'E004', text: '---\ntitle: x\n⟦task-lists: 2⟧\n---\n- [ ] a\n', atStart: true },
  { code: 'E005', text: '- [ ] a\n- [ ] b\n- [ ] c\n⟦⟧- [ ] d\n', options: { limits: { openers: 3 } }, atStart: true },

  { code: 'E101', text: `${sound}### ⟦1.1⟧ Again\n${open}` },
  { code: 'E101', text: '- [ ] T001 a\n- [ ] T002 b\n- [ ] **⟦T001⟧** c\n' },
  { code: 'E101', text: '- [ ] 1.0 a\n  - [ ] 1.1 b\n  - [ ] ⟦1.1⟧ c\n' },
  { code: 'E101', text: '| ID | Title | Status |\n|---|---|---|\n| A-1 | x | todo |\n| ⟦A-1⟧ | y | todo |\n' },
  { code: 'E101', text: 'Phase 1: Start\n\n1.1 One thing\n1.2 Another\n⟦1.1⟧ Once more\n' },
  { code: 'E110', text: `${sound}### 1.2 Next\n- **Status**: pending\n- **Dependencies**: ⟦1.9⟧\n` },
  { code: 'E110', text: `${sound}### 1.2 🚀 Next\n- **Dependencies**: 1.1, Task ⟦7.3⟧ 🎉\n` },
  { code: 'E110', text: `${sound}### 1.2 Next\n- **Dependencies**:\n  - 1.1\n  - 🧱 walls\n  - ⟦4.4⟧ Roof\n` },
  { code: 'E110', text: '- [ ] T001 a\n- [ ] T002 b\n  - **Dependencies**: ⟦T009⟧\n' },
  { code: 'E110', text: '1.1 One\n1.2 Two (Dependencies: 1.1, ⟦1.7⟧)\n' },
  {
    code: 'E110',
    text: '| ID | Title | Status | Dependencies |\n|---|---|---|---|\n| A-1 | 🍞 x | todo | ⟦A-7⟧ |\n| A-2 | y | todo | |\n',
  },
  { code: 'E110', text: `## 1. First (Dependencies: ⟦3⟧)\n${sound}## 2. Second\n${task('2.1')}` },
  { code: 'E111', text: `### 1.1 a\n- **Dependencies**: ⟦1.2⟧\n\n### 1.2 b\n- **Dependencies**: 1.1\n` },
  { code: 'E111', text: '- [ ] T001 é a\n  - **Depends on**: ⟦T003⟧\n- [ ] T002 b\n  - deps: T001\n- [ ] T003 c\n  - deps: T002\n' },
  { code: 'E111', text: '1.1 One (Dependencies: ⟦1.2⟧)\n1.2 Two (Dependencies: 1.1)\n' },
  { code: 'E112', text: `${sound}### 1.2 b\n- **Dependencies**: 1.1, ⟦1.2⟧\n` },
  { code: 'E112', text: '- [ ] 1.0 a\n  - [ ] 1.1 b\n    - Dependencies: ⟦1.0⟧\n' },
  { code: 'E112', text: `## 1. First\n### 1.1 a\n- **Dependencies**: ⟦1⟧\n` },
  { code: 'E120', text: `---\n⟦stop-after: 9.9⟧\n---\n${sound}`, atStart: true },
  { code: 'E120', text: `---\ntitle: x\n⟦stop-before: [1.1, 7]⟧\n---\n${sound}`, atStart: true },

  { code: 'W210', text: '- [ ] 1.0 a\n  - [ ] 1.1 b\n- [ ] 2.0 c\n  - [ ] ⟦1.2⟧ d\n' },
  { code: 'W211', text: '- [ ] T001 a\n- [ ] T002 b\n- [ ] ⟦ no id⟧\n'.replace('⟦ ', '⟦') },
  { code: 'W211', text: '- [ ] 1.1 🎂 a\n- [ ] 1.2 b\n- [x] ⟦none 🍰⟧\n' },
  { code: 'W212', text: '- [ ] 1.1 a\n- ⟦1.2⟧ b\n- [ ] 1.3 c\n- [x] 1.4 d\n' },
  { code: 'W220', text: `### 1.1 a\n- **Status**: ⟦frobnicated⟧\n` },
  { code: 'W220', text: `### 1.1 🎈 a\n- Status: ⟦🐌 slowly⟧\n` },
  { code: 'W220', text: '| ID | Title | Status |\n|---|---|---|\n| A-1 | x | ⟦perhaps⟧ |\n' },
  { code: 'W221', text: '- [ ] a\n- ⟦[?]⟧ b\n' },
  { code: 'W221', text: '1. [ ] a\n2. ⟦[~]⟧ b\n' },
  { code: 'W222', text: '- ⟦[x]⟧ 1.1 a\n  - Status: pending\n- [ ] 1.2 b\n' },
  { code: 'W222', text: `### ⟦[x]⟧ 1.1 a\n- **Status**: active\n` },
  { code: 'W222', text: `### 1.1 a ⟦✅⟧\n- **Status**: pending\n` },
  { code: 'W223', text: '- ⟦[x] 1.0 a⟧\n  - [ ] 1.1 b\n  - [x] 1.2 c\n' },
  { code: 'W250', text: `### 1.1 a\n- **Status**: pending\n- ⟦**Priority**: high⟧\n- **Priority**: low\n` },
  { code: 'W250', text: '- [ ] 1.1 ü\n  - ⟦Status: pending⟧\n  - Status: active\n- [ ] 1.2 b\n' },
  { code: 'W251', text: `### 1.1 a\n- **Status**: pending\n- **Priority**: ⟦whenever⟧\n` },
  { code: 'W251', text: `### 1.1 a\n- **Estimated Duration**: ⟦a while⟧\n` },
  { code: 'W251', text: `### 1.1 🥐 a\n- **Complexity**: ⟦🤯⟧\n` },
  { code: 'W251', text: `### 1.1 a\n- **Status**: pending\n- **Stop**: ⟦sometimes⟧\n` },
  { code: 'W251', text: `### 1.1 a\n- ⟦**Status**:⟧\n- **Priority**: high\n` },
  { code: 'W252', text: `<!-- 9.1 was here -->\n\n${sound}### 1.2 b\n- **Dependencies**: ⟦9.1⟧\n` },

  { code: 'N301', text: '- [ ] a\n\n⟦```sh⟧\necho\n' },
  { code: 'N302', text: '- [ ] a\n\n```md\n⟦- [ ] b⟧\n```\n' },
  { code: 'N302', text: '- [ ] a\n\n<!--\n⟦- [ ] b⟧\n-->\n' },
  { code: 'N302', text: '# Tasks\n\n- [ ] a\n\ntext\n\n    ⟦- [ ] i⟧ndented\n' },
  { code: 'N302', text: '- [ ] a\n\n<details>\n⟦- [ ] b⟧\n</details>\n' },
  { code: 'N303', text: '⟦⟧# Nothing to do 🎉\n\nReally.\n', atStart: true },
  { code: 'N304', text: '- [ ] a\n- ⟦[ ]⟧\n- [ ] c\n' },
  { code: 'N305', text: '- [ ] a\n- ⟦[x]⟧glued\n' },
  { code: 'N306', text: '- [ ] a\n- ⟦[xx]⟧ b\n' },
  { code: 'N306', text: '- [ ] a\n  - [ ] 🧨\n- ⟦[done]⟧ b\n' },
  { code: 'N307', text: '- [ ] a\n- [ ] b\n- [ ] c\n\n⟦| ID | Title | Status |⟧\n|---|---|---|\n| A-1 | x | todo |\n' },
  { code: 'N308', text: '- [ ] T001 a\n- [ ] T002 b\n\n⟦**Checkpoint**: it works⟧\n' },
  { code: 'N309', text: '---\n⟦inject-ids: half⟧\n---\n- [ ] a\n', atStart: true },
  { code: 'N310', text: '### ⟦1.1 a⟧\n- **Status**: pending\n' },
];
