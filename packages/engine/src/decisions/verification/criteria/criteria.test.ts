import { parse } from '@devteam/task-list';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Observation, criteriaVerdict, evaluateCriterion } from './evaluate-criterion.ts';
import { parseCriterion } from './parse-criterion.ts';

const command = { kind: 'command', exitCode: 0, prints: null, timeoutSeconds: 600 };

describe('a criterion that is checked', () => {
  test.each([
    ['check: `npm run lint` passes', { ...command, command: 'npm run lint' }],
    ['Check: `npm run lint` passes.', { ...command, command: 'npm run lint' }],
    ['check (perf): `npm run bench` passes within 60 s', { ...command, command: 'npm run bench', timeoutSeconds: 60 }],
    ['check: `bin/x --wrong` exits 2', { ...command, command: 'bin/x --wrong', exitCode: 2 }],
    ['check: ``echo `date` `` passes', { ...command, command: 'echo `date` ' }],
    ['check: `` `date` `` passes', { ...command, command: '`date`' }],
    [
      'check: `npm run coverage` passes and prints `All files.*\\b9\\d%`',
      { ...command, command: 'npm run coverage', prints: 'All files.*\\b9\\d%' },
    ],
    ['check: file `src/login.ts` exists', { kind: 'file', path: 'src/login.ts', isThere: true }],
    ['check: file `src/old.ts` is absent', { kind: 'file', path: 'src/old.ts', isThere: false }],
    [
      'check: file `package.json` matches `"react": "\\^19`',
      { kind: 'pattern', path: 'package.json', pattern: '"react": "\\^19', isFound: true },
    ],
    [
      'check: file `src/a.ts` does not match `console\\.log`',
      { kind: 'pattern', path: 'src/a.ts', pattern: 'console\\.log', isFound: false },
    ],
    [
      'check: GET `http://127.0.0.1:3000/health` answers 200',
      { kind: 'http', url: 'http://127.0.0.1:3000/health', status: 200, pattern: null, server: null },
    ],
    [
      'check: GET `http://localhost:3000/` answers 200 and matches `Welcome` while `npm start` runs',
      { kind: 'http', url: 'http://localhost:3000/', status: 200, pattern: 'Welcome', server: 'npm start' },
    ],
    [
      'check: GET `http://[::1]:1/` answers 404 while `npm start` runs',
      { kind: 'http', url: 'http://[::1]:1/', status: 404, pattern: null, server: 'npm start' },
    ],
  ])('%s', (text, demand) => {
    expect(parseCriterion(text)).toMatchObject({ text, demand });
  });

  test('says what it is about', () => {
    expect(parseCriterion('check (SEC): `npm audit` passes')).toMatchObject({ aspect: 'sec' });
    expect(parseCriterion('check: `npm audit` passes')).toMatchObject({ aspect: null });
  });
});

test.each(['The page looks good', '`npm test` passes', 'Check the page: it looks good', 'test.coverage: ≥80%', 'checks: all pass', ''])(
  '%j is a sentence for people',
  (text) => {
    expect(parseCriterion(text)).toEqual({ text, demand: null, why: null });
  },
);

describe('a criterion that is meant to be checked and not understood', () => {
  test.each([
    ['check:', /^write `command` passes/],
    ['check: npm run lint', /^write/],
    ['check: npm run lint passes', /^write/],
    ['check: `npm run lint`', /^write/],
    ['check: `npm run lint` passes and the page looks good', /^write/],
    ['check: the page looks good', /^write/],
    ['check (speed): `npm run bench` passes', /^speed is none of perf, test/],
    ['check: `x` exits 300', /at most 255/],
    ['check: `x` passes within 9000 s', /1 to 3600 s/],
    ['check: file `/etc/passwd` exists', /leads out of the repository/],
    ['check: file `a/../../b` exists', /leads out of the repository/],
    ['check: file `C:\\x` exists', /leads out of the repository/],
    ['check: file `src/*.ts` exists', /without wildcards/],
    ['check: file `a` matches `(`', /^the pattern cannot be used: missing/],
    ['check: file `a` matches `(?=b)`', /^the pattern cannot be used/],
    ['check: file `a` matches `((a{30}){30}){30}`', /^the pattern/],
    ['check: GET `https://example.com/` answers 200', /not on this machine/],
    ['check: GET `http://127.0.0.1.example.com/` answers 200', /not on this machine/],
    ['check: GET `http://user:pass@localhost/` answers 200', /not on this machine/],
    ['check: GET `http://169.254.169.254/` answers 200', /not on this machine/],
    ['check: GET `file:///etc/passwd` answers 200', /not on this machine/],
    ['check: POST `http://localhost/` answers 200', /^write/],
    [`check: \`${'x'.repeat(2_000)}\` passes`, /^it is longer than/],
  ])('%s', (text, why) => {
    const criterion = parseCriterion(text);
    expect(criterion).toMatchObject({ demand: null, why: expect.stringMatching(why) as string });
    expect(evaluateCriterion(criterion, null).result).toBe('cannot_tell');
  });
});

test('criteria come out of a task list as they were written', () => {
  const lines = ['check: `npm run lint` passes', 'check: file `src/*_a_*.ts` exists', 'check: file `a` matches `"react": "\\^19`'];
  const list = `- [ ] 1.1 Add the page\n  - **Acceptance Criteria**:\n${lines.map((line) => `    - ${line}\n`).join('')}`;
  expect(parse(new TextEncoder().encode(list), { path: 'task_lists.md' }).tasks[0]?.acceptanceCriteria).toEqual(lines);
});

const ended = { ended: 'exited', exitCode: 0, signal: null, limit: null } as const;
const ran = (run: object, output = ''): Observation => ({ of: 'command', run: { ...ended, ...run }, output, isCut: false });
const file = (text: string, isCut = false): Observation => ({ of: 'file', found: 'file', text, isCut });
const answer = (status: number, body = ''): Observation => ({ of: 'http', ended: 'answered', status, body, isCut: false });
const nothing: Observation = { of: 'file', found: 'nothing', text: '', isCut: false };

describe('what a criterion comes to', () => {
  test.each<[string, Observation | null, string]>([
    ['check: `a` passes', ran({}), 'met'],
    ['check: `a` passes', ran({ exitCode: 1 }), 'not_met'],
    ['check: `a` passes', ran({ exitCode: 127 }), 'cannot_tell'],
    ['check: `a` passes', ran({ ended: 'timed_out', exitCode: null }), 'cannot_tell'],
    ['check: `a` passes', ran({ limit: 'memory' }), 'cannot_tell'],
    ['check: `a` passes', null, 'cannot_tell'],
    ['check: `a` passes', file(''), 'cannot_tell'],
    ['check: `a` exits 2', ran({ exitCode: 2 }), 'met'],
    ['check: `a` exits 2', ran({}), 'not_met'],
    ['check: `a` passes and prints `^9\\d%$`', ran({}, 'x\n95%\ny'), 'met'],
    ['check: `a` passes and prints `^9\\d%$`', ran({}, '85%'), 'not_met'],
    ['check: `a` passes and prints `^9\\d%$`', ran({ exitCode: 1 }, '95%'), 'not_met'],
    ['check: file `a` exists', file(''), 'met'],
    ['check: file `a` exists', { of: 'file', found: 'folder', text: '', isCut: false }, 'met'],
    ['check: file `a` exists', nothing, 'not_met'],
    ['check: file `a` is absent', nothing, 'met'],
    ['check: file `a` is absent', { of: 'file', found: 'other', text: '', isCut: false }, 'not_met'],
    ['check: file `a` matches `x+y`', file('xxy'), 'met'],
    ['check: file `a` matches `x+y`', file('xx'), 'not_met'],
    ['check: file `a` matches `x+y`', file('xx', true), 'cannot_tell'],
    ['check: file `a` matches `x+y`', file('xxy', true), 'met'],
    ['check: file `a` matches `x+y`', nothing, 'not_met'],
    ['check: file `a` does not match `x`', file('yy'), 'met'],
    ['check: file `a` does not match `x`', file('yx'), 'not_met'],
    ['check: file `a` does not match `x`', file('yy', true), 'cannot_tell'],
    ['check: file `a` does not match `x`', nothing, 'not_met'],
    ['check: GET `http://localhost/` answers 200', answer(200), 'met'],
    ['check: GET `http://localhost/` answers 200', answer(500), 'not_met'],
    ['check: GET `http://localhost/` answers 200 and matches `ok`', answer(200, 'all ok'), 'met'],
    ['check: GET `http://localhost/` answers 200 and matches `ok`', answer(200, 'down'), 'not_met'],
    ['check: GET `http://localhost/` answers 200', { of: 'http', ended: 'no_answer', why: 'refused' }, 'not_met'],
    ['check: GET `http://localhost/` answers 200', { of: 'http', ended: 'could_not_ask', why: 'no sandbox' }, 'cannot_tell'],
    ['The page looks good', null, 'not_checked'],
  ])('%s, given %o: %s', (text, observed, result) => {
    expect(evaluateCriterion(parseCriterion(text), observed)).toMatchObject({ text, result });
  });

  test('all together: what is broken comes before what is unclear, and sentences stop nothing', () => {
    const of = (...given: [string, Observation | null][]) =>
      criteriaVerdict(given.map(([text, observed]) => evaluateCriterion(parseCriterion(text), observed)));
    const [met, broken, unclear] = [ran({}), ran({ exitCode: 1 }), null];
    expect(of(['check: `a` passes', met], ['Nice', null])).toEqual({ verdict: 'met', reasons: [], checked: 1 });
    expect(of(['check: `a` passes', met], ['check: `b` passes', broken], ['check: `c` passes', unclear])).toEqual({
      verdict: 'not_met',
      reasons: ['check: `b` passes: it ended with exit code 1'],
      checked: 2,
    });
    expect(of(['check: `a` passes', met], ['check: huh', null])).toMatchObject({ verdict: 'cannot_tell', checked: 1 });
    expect(of(['Nice', null])).toEqual({ verdict: 'met', reasons: [], checked: 0 });
  });

  test('a pattern that would take for ever elsewhere takes a moment', () => {
    const began = performance.now();
    const criterion = parseCriterion('check: file `a` matches `^(a+)+$`');
    expect(evaluateCriterion(criterion, file(`${'a'.repeat(100_000)}!`)).result).toBe('not_met');
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

/** Lone surrogates too. */
const anyText = fc.array(fc.nat(0xffff)).map((codes) => String.fromCharCode(...codes));

test('any text is a sentence, a demand, or told why it is none', () => {
  const word = fc.constantFrom(
    'check:',
    'check (perf):',
    'file',
    'GET',
    '`a`',
    '``',
    '`',
    'passes',
    'exits',
    '2',
    'matches',
    '\uFFFC',
    ' ',
    '`http://localhost/`',
    'answers 200',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        anyText,
        fc.array(word).map((words) => words.join(' ')),
      ),
      (text) => {
        const criterion = parseCriterion(text);
        expect(criterion.text).toBe(text);
        expect(/^check(?: ?\(\w+\))?:/i.test(text)).toBe(criterion.demand !== null || criterion.why !== null);
      },
    ),
  );
});
