import fc from 'fast-check';

/** Lines of all that a task list is made of, in no order: what people, editors and other programs leave behind. */
const lines = [
  '', '', '', ' ', '# Plan', '## 1. Build', '### 1.1 Count the rows', '### Task 1.2: Draw the page', '#### 1.2.1 Draw a line #', '### 1.3 Sort (REPLACED)',
  '### [x] 2.1 — Split the queue', '### 2.2 Explain ✅', '### Error Resolution Task: err-1.1-1', '## Phase 2: Ship', '**Task 3.1**: Write it', '## Notes', '#',
  'Setext', '===', '---', '***', '- - -', '- **Status**: pending', '- **Status**: Completed', '- **Status**: blocked — why', '- Status: in progress', '**Status**: pending',
  '**Priority**: high', '- **Priority:** P1', '- **Description**: Some words', '- **Acceptance Criteria**:', '  - It works', '- **Dependencies**: 1.1', '- **Injection Details**:', '  - Type: priority',
  '- [ ] Add a page', '- [x] Count rows', '- [X] Sort', '- [~] Maybe', '- [-] Doing', '- [ ]', '- [x]text', '- [ ]* 1.4 Optional', '* [ ] Another bullet', '+ [x] Plus', '1. [ ] First', '2) [x] Second',
  '- [ ] 1.1 Add the parser', '- [ ] 1.2 Add the writer', '- [x] 1.2.1 Add a test', '- [ ] 1. Lone', '- [ ] 2. Two', '- [ ] T001 [P] Do it', '- [x] T002 [US1] Do more', '- [ ] 3.0 Whole', '- 1.5 No box', '- [ ] **1.6** Bold',
  '  - [ ] Below', '  - [x] Below too', '    - [ ] Deeper', '\t- [ ] Tab', '\t\t- [ ] Tabs', '   - [ ] Three', '      indented text', '  continued', '- plain', '  - plain below', '- **Note**: words', '  - **Status**: active', '  - _Requirements: 1.1, 2.3_',
  '> - [ ] Quoted', '> text', '> > - [x] Twice', '- > - [ ] In an item', '```', '```md', '~~~', '    - [ ] Code', '<!-- 9.1 parked', '-->', '<!-- one line -->', '<div>', '</div>', '<details>', 'words', 'More words, and more.', '1.1 A line', '1.1.1 A line below', '1.2 Another (Status: completed)', '1.1.A Validate', '- 1.3 Dashed',
  'Phase 1 — Core', '| ID | Task | Status |', '|----|------|--------|', '| A-1 | Do it | todo |', '| A-2 | More | done |', '- [ ] [link](x) text', '- [x](y)', '- [ ] ends with two blanks  ', '- [ ] done (done)', '- [ ] - [ ] twice', '- - [ ] nested on a line', '* * [x] nested', '1. - [ ] mixed', '[x]: /url', '\\- [ ] escaped',
  '- [ ] 🚀 Launch', '- [ ] 日本語 の タスク', '状态: 完成', '- [ ] &amp; entity', '- [ ] `code`', '- [ ] *em*', '* [ ]  two blanks', '-   [ ] wide', '-\t[ ] tab after', '- [ ]\ttab in', '10. [ ] Ten', '- **Stop**: after', '- Blocked: waiting',
]; // prettier-ignore

/** A list in which anything can follow anything. */
export const soup: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.constantFrom(...lines), { minLength: 1, maxLength: 14 }),
    fc.constantFrom('\n', '\n', '\n', '\r\n'),
    fc.boolean(),
    fc.constantFrom('', '', '', '\ufeff', '---\ntitle: x\n---\n'),
  )
  .map(([chosen, eol, ends, before]) => before + chosen.join(eol) + (ends ? eol : ''));
