/** What every answer says about how it may be used. */
export const commonHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
} as const;

/**
 * The page's policy: nothing but our own files, and the live stream. Older browsers do not count a WebSocket to the same host as
 * `'self'`, so its origin is named; the caller has checked that `host` names us. Inline styles are Mantine's.
 */
export const pagePolicy = (host: string): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ws://${host} wss://${host}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** For everything that is no page. */
export const dataPolicy = "default-src 'none'; frame-ancestors 'none'";
