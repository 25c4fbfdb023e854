/**
 * A value as text for a `jsonb` column. PostgreSQL refuses NUL and lone surrogates, which output of tools and text of people may hold:
 * they become U+FFFD, so nothing that anybody prints can keep a row from being written.
 */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value ?? null, (_key, each: unknown) =>
    typeof each === 'string' ? each.toWellFormed().replaceAll('\0', '\ufffd') : each,
  );
