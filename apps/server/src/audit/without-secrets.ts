/** Fields whose values are nobody's to read later. */
const secret = /^(?:password|token|code|secret|ticket)$/i;
const longestText = 500;
const mostEntries = 50;
const deepest = 6;

/** What was asked, as it may be kept: without secrets, and no longer than a person reads. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.length > longestText ? `${value.slice(0, longestText)}…` : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '…';
  if (Array.isArray(value)) return value.slice(0, mostEntries).map((each) => withoutSecrets(each, depth + 1));
  const kept = Object.entries(value).filter(([name, each]) => name !== 'idempotencyKey' && each !== undefined);
  return Object.fromEntries(
    kept.slice(0, mostEntries).map(([name, each]) => [name, secret.test(name) ? '…' : withoutSecrets(each, depth + 1)]),
  );
}
