import { assert as holds, constantFrom, array, integer, nat, property, record, string, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodingsOf } from './encodings.ts';
import { createRedactor } from './redactor.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz';
const shapes: readonly string[] = [
  `dtr_${letters}ABCDE`,
  `sk-proj-${letters}-${letters}`,
  `sk-ant-api03-${letters}_AA`,
  `ghp_${letters}1234567890`,
  `ghs_12345_eyJhbGciOiJSUzI1NiJ9.${letters}.${letters}`,
  `github_pat_11AAAAAAA0${letters}`,
  `glpat-${letters}`,
  `xoxb-123456789012-${letters}`,
  'AKIAIOSFODNN7EXAMPLE',
  `npm_${letters}0123456789`,
  `pypi-AgEIcHlwaS5vcmc${letters}${letters}`,
  `cio${letters}0123456789`,
  `AIzaSy${letters}0123456`,
  `ya29.${letters}`,
  `hf_${letters}`,
  `sk_live_${letters}`,
  `whsec_${letters}`,
  `SG.${letters}.${letters}`,
  `dop_v1_${'0123456789abcdef'.repeat(4)}`,
  `shpat_${'0123456789abcdef'.repeat(2)}`,
  `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${letters}`,
  `glsa_${letters}`,
];
const secrets = ['correct horse battery staple', 'k-93fe10ab77c2d1', 'line one of it\nline two of it\n', 'pässwörd "quoted" 1'];

/** Pieces of a text, cut at these places. */
const cutAt = (text: string, cuts: readonly number[]): string[] => {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
};

function inPieces(text: string, pieces: readonly string[]): string {
  const stream = createRedactor(secrets).openStream();
  const out = pieces.map((piece) => stream.write(piece)).join('') + stream.end();
  expect(pieces.join('')).toBe(text);
  return out;
}

const filler = constantFrom(
  ' ',
  '\n',
  '"',
  'word',
  'a=b',
  'https://example.org/x?y=1',
  '\u001b[31m',
  'corr',
  'k-93',
  'sk-',
  'ghp_',
  '-----BEGIN',
  'é',
  '€',
  '{"a": "b"}',
);
const planted = constantFrom(
  ...shapes,
  ...secrets.flatMap(encodingsOf),
  `https://me:${letters}@example.org/`,
  `Bearer ${letters}`,
  `MY_TOKEN=${letters}`,
);

describe('what is planted', () => {
  test.each(shapes)('%s is seen by its shape', (token) => {
    const out = createRedactor([]).redact(`before ${token}, "${token}" and x=${token}\n`);
    expect(out).toBe('before [redacted], "[redacted]" and x=[redacted]\n');
  });

  test('never comes out, and the output does not depend on the cuts (1,000 texts, cut at random)', () => {
    const words = array(tuple(filler, constantFrom(' ', '\n', '"', '')), { maxLength: 6 });
    holds(
      property(words, planted, words, array(nat(400), { maxLength: 12 }), (before, secret, after, cuts) => {
        const flat = (parts: [string, string][]) => parts.flat().join('');
        const text = `${flat(before)} ${secret} ${flat(after)}`;
        const out = inPieces(text, cutAt(text, cuts));
        expect(out).toBe(createRedactor(secrets).redact(text));
        expect(out).not.toContain(secret.replace(/^(?:https:\/\/|Bearer |MY_TOKEN=)/, ''));
      }),
      { numRuns: 1000 },
    );
  });

  test('every cut into two pieces, and pieces of one, three and seven characters, of every encoding of every secret', () => {
    for (const secret of secrets.flatMap(encodingsOf)) {
      const text = `x ${secret} y`;
      for (let cut = 0; cut <= text.length; cut++) {
        const out = inPieces(text, [text.slice(0, cut), text.slice(cut)]);
        expect(out).not.toContain(secret);
        expect(out).toMatch(/^x .* y$/s);
      }
      for (const size of [1, 3, 7]) {
        const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));
        expect(inPieces(text, pieces)).not.toContain(secret);
      }
    }
  });

  test('every cut of a private key', () => {
    const body = `${letters.toUpperCase()}${letters}`;
    const text = `key:\n-----BEGIN RSA PRIVATE KEY-----\n${body}\n${body}\n-----END RSA PRIVATE KEY-----\nafter\n`;
    for (let cut = 0; cut <= text.length; cut++)
      expect(inPieces(text, [text.slice(0, cut), text.slice(cut)])).toBe('key:\n[redacted]\nafter\n');
    expect(inPieces(text, text.split(''))).toBe('key:\n[redacted]\nafter\n');
  });

  test('what looks like the beginning of a private key does not cut a token in two', () => {
    const text = `a ghp_-----BEGIN${letters} b`;
    for (let cut = 0; cut <= text.length; cut++) expect(inPieces(text, [text.slice(0, cut), text.slice(cut)])).toBe('a [redacted] b');
  });

  test('color codes within do not hide it', () => {
    const text = 'a k-93fe\u001b[1;31m10ab\u001b[0m77c2d1 b';
    for (let cut = 0; cut <= text.length; cut++) expect(inPieces(text, [text.slice(0, cut), text.slice(cut)])).toBe('a [redacted] b');
  });

  test('within more Base64, at each of the three offsets', () => {
    for (const user of ['u', 'us', 'use', 'x-access-token']) {
      const coded = Buffer.from(`${user}:${secrets[1]}:rest of it`).toString('base64');
      const inner = Buffer.from(createRedactor(secrets).redact(coded).replaceAll('[redacted]', ''), 'base64').toString();
      expect(inner).not.toMatch(/93fe10ab77c2/);
    }
  });

  test('in a word without an end, wherever it stands', () => {
    holds(
      property(
        record({ before: integer({ min: 0, max: 9000 }), after: integer({ min: 0, max: 6000 }), size: integer({ min: 50, max: 5000 }) }),
        ({ before, after, size }) => {
          const token = `ghp_${'Ab1'.repeat(20)}`;
          const text = `${'.'.repeat(before)}${token}${'='.repeat(after)}`;
          const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));
          expect(inPieces(text, pieces)).not.toContain('Ab1Ab1Ab1Ab1Ab1Ab1');
        },
      ),
      { numRuns: 100 },
    );
  });

  test('cut off at the very end of a text, but for a few characters', () => {
    expect(createRedactor(secrets).redact('x correct horse bat')).toBe('x [redacted]');
    expect(createRedactor(secrets).redact('x correct h')).toBe('x [redacted]');
    expect(createRedactor(secrets).redact('x corre')).toBe('x corre');
  });
});

describe('what is not a secret', () => {
  test('comes out as it went in, in any pieces', () => {
    holds(
      property(array(string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 5 }), (pieces) => {
        const text = pieces.join('');
        expect(inPieces(text, pieces)).toBe(text);
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    'const task-list-with-many-words = risk-assessment-of-everything;',
    'TOKEN=$GITHUB_TOKEN npm test',
    'https://example.org/a@b/c',
    'git@github.com:acme/shop.git',
    '-----BEGIN CERTIFICATE----- and more text',
    'npm_config_registry=http://127.0.0.1:1/',
    'import { tokenize } from "./tokenizer.ts"',
    '0123456789abcdef0123456789abcdef01234567',
  ])('%s', (text) => {
    expect(createRedactor(secrets).redact(text)).toBe(text);
  });

  test('is held back only while it could become one', () => {
    const stream = createRedactor(secrets).openStream();
    expect(stream.write('all of this, ')).toBe('all of this, ');
    expect(stream.write('corr')).toBe('');
    expect(stream.write('elation, ')).toBe('correlation, ');
    expect(stream.end()).toBe('');
  });
});

test('a secret within the beginning of another, and one that overlaps with the next', () => {
  const redactor = createRedactor(['xx-inner-secret-1-yy', 'inner-secret-1', 'secret-1-and-more']);
  expect(redactor.redact('a xx-inner-secret-1! b')).toBe('a xx-[redacted]! b');
  expect(redactor.redact('a inner-secret-1-and-more b')).toBe('a [redacted] b');
});

test('a secret that is learned later is taken out from then on; values shorter than 8 characters are not', () => {
  const redactor = createRedactor(['short']);
  expect(redactor.redact('a new-value-1 short')).toBe('a new-value-1 short');
  redactor.add('new-value-1');
  expect(redactor.redact('a new-value-1 short')).toBe('a [redacted] short');
});

test('long texts take time in proportion to their length', () => {
  const text = `${'correct horse battery stapl '.repeat(20_000)}${'a'.repeat(500_000)}`;
  const since = performance.now();
  createRedactor(secrets).redact(text);
  expect(performance.now() - since).toBeLessThan(3000);
});
