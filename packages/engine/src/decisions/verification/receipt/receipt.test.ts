import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { landingMessage } from '../../landing-commit.ts';
import { findReport } from '../reports/read-report.ts';
import { canonicalJson } from './canonical-json.ts';
import { Receipt, countTests, findReceiptHash, receiptHash, receiptText, receiptTrailer, sha256 } from './receipt.ts';
import { type ReceiptFacts, verifyReceipt } from './verify-receipt.ts';

const id = (digit: string): string => digit.repeat(40);
const log = sha256('all is well');
const check: Receipt['checks'][number] = {
  name: 'test',
  command: 'npm test',
  outcome: 'passed',
  exitCode: 0,
  log,
  tests: { format: 'tap', complete: true, passed: 2, failed: 0, skipped: 0, digest: sha256('x') },
};
const receipt: Receipt = {
  version: 1,
  task: { project: 'p1', key: '1.3', execution: 'e1', attempt: 2 },
  tree: id('a'),
  base: id('b'),
  parents: [id('c')],
  sandbox: { driver: 'docker', isolation: 'container', enforces: ['memory', 'network'], image: sha256('image') },
  checks: [check],
  baseline: null,
  criteria: [{ text: 'check: `npm run lint` passes', result: 'met' }],
  verdict: { verdict: 'passed', reasons: [], notes: ['1 test failed on the base and passes now: «größe» 🎉'] },
  approval: null,
  models: [{ model: 'm', requests: 3, inputTokens: 1_000, outputTokens: 56, costMicrodollars: 1_234 }],
  prompt: { hash: 'a1b2', template: 'implement', version: '3' },
  askedBy: { kind: 'person', name: 'Ada' },
  at: '2026-11-26T10:00:00.000Z',
};
const landing = { key: '1.3', id: '1.3', title: 'Add it', summary: null, executionId: 'e1', attempt: 2 };
const messageOf = (of: Receipt): string => `${landingMessage(landing)}${receiptTrailer(of)}\n`;
const facts: ReceiptFacts = {
  message: messageOf(receipt),
  tree: id('a'),
  parents: [id('c')],
  base: id('b'),
  image: sha256('image'),
  commands: { test: 'npm test' },
  logs: { test: log },
};
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const verify = (of: Receipt, given: Partial<ReceiptFacts> = {}) =>
  verifyReceipt(bytesOf(receiptText(of)), { ...facts, message: messageOf(of), ...given });

describe('the one text of a value', () => {
  test.each([
    [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
    [{ '\u{1F600}': 1, '\uFB33': 2, é: 3, A: 4 }, '{"A":4,"é":3,"\u{1F600}":1,"\uFB33":2}'],
    [[1e21, -0, 0.000_001, 1e-7, 333_333_333.333_333_3], '[1e+21,0,0.000001,1e-7,333333333.3333333]'],
    ['\u0000\n"\\/\u007F€', '"\\u0000\\n\\"\\\\/\u007F€"'],
  ])('%j', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test.each([[undefined], [Number.NaN], [{ a: undefined }], ['\uD800'], [{ '\uDC00': 1 }], [new Date(0)], [1n], [() => 1]])(
    '%s has none',
    (value) => {
      expect(() => canonicalJson(value)).toThrow(TypeError);
    },
  );

  test('does not depend on the order of keys, and reads back the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }));
  });
});

describe('a receipt', () => {
  test('is bound to its commit by a trailer', () => {
    expect(receiptTrailer(receipt)).toBe(`DevTeam-Receipt: ${receiptHash(receipt)}`);
    expect(findReceiptHash(messageOf(receipt))).toBe(receiptHash(receipt));
    expect(verify(receipt)).toEqual([]);
  });

  test.each([
    ['no trailer', landingMessage(landing)],
    ['two trailers', `${messageOf(receipt)}${receiptTrailer(receipt)}\n`],
    ['a trailer above the last paragraph', `x\n\n${receiptTrailer(receipt)}\n\nSigned-off-by: a\n`],
    ['a shortened hash', messageOf(receipt).trimEnd().slice(0, -1)],
  ])('%s: the commit has no receipt', (_what, message) => {
    expect(findReceiptHash(message)).toBeUndefined();
    expect(verify(receipt, { message })).toMatchObject([{ at: 'hash', found: null }]);
  });

  test('refuses what is none', () => {
    expect(Receipt.safeParse({ ...receipt, checks: [] }).success).toBe(false);
    expect(Receipt.safeParse({ ...receipt, more: 1 }).success).toBe(false);
    expect(Receipt.safeParse({ ...receipt, tree: 'main' }).success).toBe(false);
  });

  test('counts tests whatever their order', () => {
    const one = findReport('TAP version 13\nok 1 - a\nnot ok 2 - b\nok 3 - c # SKIP\n1..3\n');
    const other = findReport('TAP version 13\nok 1 - c # SKIP\nnot ok 2 - b\nok 3 - a\n1..3\n');
    const third = findReport('TAP version 13\nok 1 - a\nnot ok 2 - c\nok 3 - b # SKIP\n1..3\n');
    const counts = [one, other, third].flatMap((report) => (report ? [countTests(report)] : []));
    expect(counts).toHaveLength(3);
    expect(counts[0]).toMatchObject({ passed: 1, failed: 1, skipped: 1, complete: true });
    expect(counts[0]).toEqual(counts[1]);
    expect(counts[0]?.digest).not.toBe(counts[2]?.digest);
  });
});

describe('what speaks against a receipt', () => {
  test.each<[string, Partial<ReceiptFacts>]>([
    ['tree', { tree: id('d') }],
    ['parents', { parents: [id('c'), id('d')] }],
    ['parents', { parents: [] }],
    ['base', { base: id('d') }],
    ['sandbox.image', { image: null }],
    ['checks.test.command', { commands: { test: 'npm test || true' } }],
    ['checks.lint.command', { commands: { test: 'npm test', lint: 'npm run lint' } }],
    ['checks.test.command', { commands: {} }],
    ['checks.test.log', { logs: { test: sha256('edited') } }],
    ['checks.test.log', { logs: {} }],
  ])('%s', (at, given) => {
    expect(verify(receipt, given).map((difference) => difference.at)).toEqual([at]);
  });

  test('landing without a pass that no person answers for', () => {
    const unclear: Receipt = { ...receipt, verdict: { verdict: 'cannot_tell', reasons: ['x'], notes: [] } };
    expect(verify(unclear)).toMatchObject([{ at: 'verdict', said: 'cannot_tell' }]);
    expect(verify({ ...unclear, approval: { by: 'Ada', why: 'seen by hand' } })).toEqual([]);
  });

  test('two checks of one name', () => {
    expect(verify({ ...receipt, checks: [check, { ...check, outcome: 'failed' }] }).map(({ at }) => at)).toContain('checks');
  });

  test('another way to write the same', () => {
    const text = JSON.stringify(receipt, null, 1);
    const message = `x\n\nDevTeam-Receipt: ${sha256(text)}\n`;
    expect(verifyReceipt(bytesOf(text), { ...facts, message })).toMatchObject([{ at: 'form' }]);
  });

  test('any byte that is changed, added or taken away', () => {
    const bytes = bytesOf(receiptText(receipt));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.constantFrom('change', 'add', 'take'), (at, by, how) => {
        const [before, here, after] = [bytes.slice(0, at), bytes[at] ?? 0, bytes.slice(at + 1)];
        const middle = { change: [here ^ by], add: [here, by], take: [] }[how];
        expect(verifyReceipt(Uint8Array.from([...before, ...middle, ...after]), facts)).toContainEqual(
          expect.objectContaining({ at: 'hash' }),
        );
      }),
      { numRuns: 300 },
    );
  });
});
