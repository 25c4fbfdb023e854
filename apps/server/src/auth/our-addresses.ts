import { isIP } from 'node:net';

const hostHeader = /^(?<name>\[[\da-f:.]+\]|[a-z\d](?:[a-z\d.-]*[a-z\d])?)(?::\d{1,5})?$/;
const wildcards = new Set(['0.0.0.0', '::']);

export interface OurNames {
  /** What the server was told to listen on. */
  host: string;
  /** Name of this machine; counts where the server listens on all its addresses. */
  machine: string;
  /** Under which a proxy in front makes it known. */
  more?: ReadonlySet<string> | undefined;
}

const bracketed = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);

/**
 * Whether a Host header names us. A foreign name that resolves to this machine is DNS rebinding: a page of that name would be of the
 * same origin as we are. Addresses in numbers cannot be rebound.
 */
export function isOurHost(header: string | undefined, names: OurNames): boolean {
  const name = hostHeader.exec(header?.toLowerCase() ?? '')?.groups?.['name'];
  if (name === undefined) return false;
  if (name === 'localhost' || name === '127.0.0.1' || name === '[::1]' || name === bracketed(names.host.toLowerCase())) return true;
  if (names.more?.has(name) === true) return true;
  if (!wildcards.has(names.host)) return false;
  return name === names.machine.toLowerCase() || isIP(name.replace(/^\[|\]$/g, '')) !== 0;
}

/** Whether an Origin header is the page that this very address serves: scheme aside, which a proxy in front may change. */
export function isOurOrigin(origin: string, host: string): boolean {
  const wanted = host.toLowerCase();
  return origin.toLowerCase() === `http://${wanted}` || origin.toLowerCase() === `https://${wanted}`;
}
