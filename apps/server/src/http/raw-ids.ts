import { type Route, routes } from '@devteam/api';

interface Template {
  method: string;
  /** One group for each parameter; the first ones take as much as they can. */
  pattern: RegExp;
  literals: number;
}

/** Addresses of before there was more than projects; the same routes answer. */
const former = /^\/api\/(projects|session|health)(?=[/?]|$)/;

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const templates: readonly Template[] = (Object.values(routes) as Route[])
  .filter(({ path }) => path.includes('{'))
  .map(({ method, path }) => ({
    method,
    pattern: new RegExp(
      `^${path
        .split(/\{\w+\}/)
        .map(escaped)
        .join('(.+)')}$`,
      'd',
    ),
    literals: path.split('/').filter((word) => word !== '' && !word.startsWith('{')).length,
  }))
  .toSorted((a, b) => b.literals - a.literals);

/**
 * An id may hold a slash, so its address should say `%2F`; people and curl write it as it is. This turns the raw form into the encoded
 * one: of the addresses that fit, the one with the most fixed words is meant.
 */
export function encodeIds(method: string, url: string): string {
  const queryAt = url.indexOf('?');
  const [given, query] = queryAt === -1 ? [url, ''] : [url.slice(0, queryAt), url.slice(queryAt)];
  const path = given.replace(former, '/api/devteam/$1');
  const wanted = method === 'HEAD' ? 'GET' : method;
  for (const template of templates) {
    if (template.method !== wanted) continue;
    const places = template.pattern
      .exec(path)
      ?.indices?.slice(1)
      .filter((place) => place !== undefined);
    if (places) return encode(path, places) + query;
  }
  return path + query;
}

/** `places` are beginnings and ends of the ids, in order. */
function encode(path: string, places: readonly (readonly [number, number])[]): string {
  let done = '';
  let at = 0;
  for (const [from, to] of places) {
    done += path.slice(at, from) + path.slice(from, to).replaceAll('/', '%2F');
    at = to;
  }
  return done + path.slice(at);
}
