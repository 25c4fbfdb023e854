import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutSecrets } from './without-secrets.ts';

test('secrets go, the rest stays as far as a person reads it', () => {
  expect(withoutSecrets({ email: 'a@b.test', password: 'p', deep: [{ token: 't', name: 'x'.repeat(600) }], idempotencyKey: 'k' })).toEqual({
    email: 'a@b.test',
    password: '…',
    deep: [{ token: '…', name: `${'x'.repeat(500)}…` }],
  });
});

test('of no request a secret is kept, however deep it lies', () => {
  const body = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.string(),
      fc.dictionary(fc.constantFrom('a', 'password', 'Secret', 'code'), tie('value')),
      fc.array(tie('value')),
    ),
  })).value;
  fc.assert(
    fc.property(body, (value) => {
      const planted = { a: [value, { password: 'planted-secret' }], secret: { deeper: 'planted-secret' } };
      expect(JSON.stringify(withoutSecrets(planted))).not.toContain('planted-secret');
    }),
  );
});
