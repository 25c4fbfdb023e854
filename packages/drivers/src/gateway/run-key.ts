import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export const newRunKey = (): string => `dtr_${randomBytes(32).toString('base64url')}`;

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** In a time that tells nothing about the key. */
export function createKeyCheck(key: string): (candidates: readonly string[]) => boolean {
  const digest = digestOf(key);
  return (candidates) => candidates.reduce((isFound, candidate) => timingSafeEqual(digestOf(candidate), digest) || isFound, false);
}

/** Keys that a request shows, wherever its program puts them. */
export function shownKeys(headers: IncomingHttpHeaders): string[] {
  const single = (name: string) => [headers[name]].flat().filter((value) => value !== undefined);
  return [
    ...single('x-api-key'),
    ...single('api-key'),
    ...['authorization', 'proxy-authorization'].flatMap((name) => single(name).flatMap(keysOfAuthorization)),
  ].slice(0, 8);
}

function keysOfAuthorization(value: string): string[] {
  const [scheme = '', rest = ''] = value.trim().split(/\s+/, 2);
  if (/^basic$/i.test(scheme)) {
    const pair = Buffer.from(rest, 'base64').toString('utf8');
    const colon = pair.indexOf(':');
    return colon === -1 ? [pair] : [pair.slice(0, colon), pair.slice(colon + 1)];
  }
  // Cargo sends its token without a scheme.
  return rest === '' ? [scheme] : [rest];
}

/** `/key/KEY/go/…`, for programs that send no credential over plain HTTP. */
export function splitKeyPath(path: string): { key: string | null; path: string } {
  const match = /^\/key\/([^/]{1,200})(\/.*)?$/.exec(path);
  return match ? { key: match[1] ?? null, path: match[2] ?? '/' } : { key: null, path };
}
