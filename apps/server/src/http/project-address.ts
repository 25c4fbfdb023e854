const prefix = '/api/projects/';
const actions = new Set(['events', 'automate', 'stop']);

/**
 * A project's id holds a slash, so its address should say `%2F`; people and curl write it as it is. This turns the raw form into the
 * encoded one: the last word is the action if it is one and something stands before it, all else is the id.
 */
export function encodeProjectId(url: string): string {
  if (!url.startsWith(prefix)) return url;
  const queryAt = url.indexOf('?');
  const path = queryAt === -1 ? url : url.slice(0, queryAt);
  const query = queryAt === -1 ? '' : url.slice(queryAt);
  const words = path.slice(prefix.length).split('/');
  const last = words.length > 1 && actions.has(words.at(-1) ?? '') ? words.pop() : undefined;
  return `${prefix}${words.join('%2F')}${last === undefined ? '' : `/${last}`}${query}`;
}
