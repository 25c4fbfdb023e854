/** What the page of a host application may read of an answer besides its body. */
const exposed = 'etag, retry-after, idempotency-replayed, x-request-id, content-disposition';
const methods = 'GET, POST, PUT, PATCH, DELETE';
const maxAgeSeconds = 600;

/**
 * For a page of another origin that was named as welcome, and for exactly that one. Cookies are never allowed along: such a page shows a
 * token, so `*` and credentials do not come up.
 */
export const corsHeaders = (origin: string): Record<string, string> => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers': exposed,
  'cross-origin-resource-policy': 'cross-origin',
  vary: 'origin',
});

/** The answer to «may I?»: hosts sign requests with headers of their own, so those that are asked for are allowed. */
export const preflightHeaders = (wantedHeaders: string | undefined): Record<string, string> => ({
  'access-control-allow-methods': methods,
  'access-control-allow-headers': (wantedHeaders ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => /^[a-z0-9-]{1,60}$/.test(name))
    .slice(0, 30)
    .join(', '),
  'access-control-max-age': String(maxAgeSeconds),
});
