import { GatewayError } from '../gateway-error.ts';
import { networksOf } from './resolve-address.ts';

/**
 * What a sandbox may reach besides models and registries. Everything else is refused.
 *
 * A `tunnel` is a connection whose content nobody sees: to allow a host is to allow all that it takes, also as a place to send things to. Where method and
 * path matter, `http` is the way: the request comes to us in the clear, and we speak TLS to the host.
 */
export type EgressRule = TunnelRule | HttpRule;

interface HostRule {
  /** `example.org`, `*.example.org` (any name below it, not itself) or an address. */
  readonly host: string;
  readonly port?: number | undefined;
  /** Private addresses and networks at which this host may be: `10.1.2.3`, `10.1.0.0/16`. */
  readonly addresses?: readonly string[] | undefined;
}

export interface TunnelRule extends HostRule {
  /** `CONNECT host:port`; port 443 unless told. */
  readonly through: 'tunnel';
}

export interface HttpRule extends HostRule {
  /** A request with the whole address in it, as programs send it to a proxy: `GET http://host/path`; port 80 unless told. */
  readonly through: 'http';
  /** `GET` and `HEAD` unless told. */
  readonly methods?: readonly string[] | undefined;
  /** Beginnings of paths; all unless told. `/v1/` allows what is below, `/v1` also `/v1x`. */
  readonly paths?: readonly string[] | undefined;
  /** Called with TLS at this port: `GET http://host/path` becomes `GET https://host/path`. */
  readonly tlsPort?: number | undefined;
  /** Set as Authorization on the way out, so that the sandbox needs no credential. */
  readonly authorization?: (() => string | Promise<string>) | undefined;
}

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** Lower case, without the dot at the end and the brackets of an IPv6 address; undefined if it is no host name. */
export function findHost(text: string): string | undefined {
  const host = text
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  return /^[a-z0-9_](?:[a-z0-9._-]{0,252})$/.test(host) || /^[0-9a-f:.]{2,45}$/.test(host) ? host : undefined;
}

/** The target of a CONNECT; undefined if it is none. */
export function findTarget(authority: string): Target | undefined {
  const match = /^(.+):(\d{1,5})$/.exec(authority);
  const host = match?.[1] === undefined ? undefined : findHost(match[1]);
  const port = Number(match?.[2]);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

function matches(rule: EgressRule, { host, port }: Target): boolean {
  const wanted = rule.host.toLowerCase();
  if (port !== (rule.port ?? (rule.through === 'tunnel' ? 443 : 80))) return false;
  return wanted.startsWith('*.') ? host.endsWith(wanted.slice(1)) && host.length > wanted.length - 1 : host === findHost(wanted);
}

export type Ruling<Rule extends EgressRule> =
  | { readonly isAllowed: true; readonly rule: Rule }
  | { readonly isAllowed: false; readonly why: string };

export function ruleTunnel(rules: readonly EgressRule[], target: Target): Ruling<TunnelRule> {
  const rule = rules.find((each): each is TunnelRule => each.through === 'tunnel' && matches(each, target));
  if (rule) return { isAllowed: true, rule };
  return { isAllowed: false, why: `no rule allows a tunnel to ${target.host}:${target.port}; ${allowedHosts(rules)}` };
}

export function ruleHttp(rules: readonly EgressRule[], target: Target, method: string, path: string): Ruling<HttpRule> {
  const ofHost = rules.filter((each): each is HttpRule => each.through === 'http' && matches(each, target));
  if (ofHost.length === 0)
    return { isAllowed: false, why: `no rule allows requests to ${target.host}:${target.port}; ${allowedHosts(rules)}` };
  const ofMethod = ofHost.filter((rule) => (rule.methods ?? ['GET', 'HEAD']).includes(method));
  if (ofMethod.length === 0) return { isAllowed: false, why: `${method} to ${target.host} is not allowed` };
  const rule = isPlainPath(path) ? ofMethod.find((each) => each.paths?.some((prefix) => path.startsWith(prefix)) ?? true) : undefined;
  return rule ? { isAllowed: true, rule } : { isAllowed: false, why: `this path of ${target.host} is not allowed` };
}

/** Nothing that another reader could take for another path: no `..`, not even encoded, no encoded slash or backslash. */
export const isPlainPath = (path: string): boolean =>
  path.startsWith('/') && !/(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)|%2f|%5c|\\|%00|\/\//i.test(path);

const allowedHosts = (rules: readonly EgressRule[]): string => {
  const hosts = [...new Set(rules.map((rule) => rule.host))];
  return hosts.length === 0 ? 'this run may reach no other host' : `allowed are ${hosts.slice(0, 10).join(', ')}`;
};

/** Throws `gateway_settings_invalid`, naming the rule. */
export function checkEgressRules(rules: readonly EgressRule[]): void {
  for (const [index, rule] of rules.entries()) {
    const fault = faultOf(rule);
    if (fault) throw new GatewayError('gateway_settings_invalid', `Egress rule ${index + 1} (${rule.host}) cannot be used: ${fault}.`);
  }
}

function faultOf(rule: EgressRule): string | undefined {
  const name = rule.host.startsWith('*.') ? rule.host.slice(2) : rule.host;
  if (findHost(name) === undefined) return 'its host is not a name like example.org or *.example.org';
  if (rule.host.startsWith('*.') && !name.includes('.')) return 'it would allow all hosts of a top-level domain';
  try {
    networksOf(rule.addresses ?? []);
  } catch {
    return 'its addresses are not like 10.1.2.3 or 10.1.0.0/16';
  }
  if (rule.through === 'tunnel') return undefined;
  if (rule.methods?.some((method) => !/^[A-Z]+$/.test(method))) return 'its methods are not upper case words';
  return rule.paths?.some((path) => !path.startsWith('/')) ? 'its paths do not begin with a slash' : undefined;
}
