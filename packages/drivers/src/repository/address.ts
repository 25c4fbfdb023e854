import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RepositoryError } from './repository-error.ts';

export interface RepositoryAddress {
  /** As git calls the transport; the only one that it may use for this mirror. */
  protocol: 'https' | 'http' | 'ssh' | 'file';
  /** What git is given. A local path is absolute. */
  url: string;
  /** `https://host:port`, for a login that must go nowhere else. Only for https and http. */
  origin?: string;
}

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Reads an address that a person typed. Whatever could run a program or holds a login is `repository_url_refused`. */
export function parseAddress(text: string): RepositoryAddress {
  // oxlint-disable-next-line no-control-regex -- control characters are what we look for
  if (text === '' || /[\u0000-\u001f\u007f]/.test(text)) throw refused('it is empty or has control characters');
  if (text.startsWith('-')) throw refused('it begins with "-", which git would take for an option');
  if (text.trim() !== text) throw refused('it begins or ends with a space');
  if (/^[a-z0-9+.-]+::/i.test(text)) throw refused('"::" names a program to run');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined) return parseUrl(text, scheme);
  const colon = text.indexOf(':');
  const slash = text.indexOf('/');
  const isLocal = colon === -1 || (slash !== -1 && slash < colon);
  return isLocal ? { protocol: 'file', url: resolve(text) } : parseScpLike(text, colon);
}

function parseUrl(text: string, scheme: string): RepositoryAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw refused('it cannot be read as an address');
  if (url.password !== '') throw refused('it holds a password');
  switch (scheme) {
    case 'https':
    case 'http':
      if (url.username !== '') throw refused('it holds a login');
      if (url.search !== '' || url.hash !== '') throw refused('it has a query or a fragment');
      if (scheme === 'http' && !loopbackHosts.has(url.hostname)) throw refused('http sends everything in the open; use https');
      return { protocol: scheme, url: url.href, origin: url.origin };
    case 'ssh':
      checkSshHost(url.hostname, decodeURIComponent(url.username));
      return { protocol: 'ssh', url: text };
    case 'file':
      if (url.hostname !== '' && url.hostname !== 'localhost') throw refused('file:// names another machine');
      return { protocol: 'file', url: fileURLToPath(`file://${url.pathname}`) };
    default:
      throw refused(`"${scheme}://" is not one of https, ssh and file`);
  }
}

/** `user@host:path`, the short form of ssh. */
function parseScpLike(text: string, colon: number): RepositoryAddress {
  const at = text.lastIndexOf('@', colon);
  checkSshHost(text.slice(at + 1, colon), text.slice(0, Math.max(at, 0)));
  const path = text.slice(colon + 1);
  if (path === '' || path.startsWith('-')) throw refused('it has no path behind the host');
  return { protocol: 'ssh', url: text };
}

/** Both reach the command line of ssh, where a leading dash is an option. */
function checkSshHost(host: string, user: string): void {
  if (!/^(?:[a-z0-9_][a-z0-9._-]*|\[[0-9a-f:.]+\])$/i.test(host)) throw refused('its host name is not one');
  if (user !== '' && !/^[a-z0-9_][a-z0-9._-]*$/i.test(user)) throw refused('its user name is not one, or holds a password');
}

/** Without the address itself: it may hold a password. */
function refused(reason: string): RepositoryError {
  return new RepositoryError('repository_url_refused', `The repository address is refused: ${reason}. Use https, ssh or a path.`);
}
