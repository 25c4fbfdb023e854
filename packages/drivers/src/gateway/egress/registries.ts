/**
 * Package registries, as reverse proxies: `/npm/…` inside is `https://registry.npmjs.org/…` outside. Reading only, no query, and only such paths as
 * the ecosystem's own programs read, so that nothing can be published or searched and little can be carried out in a name.
 */
export type RegistryName = 'npm' | 'pypi' | 'go' | 'crates' | 'rubygems' | 'maven';

/** A registry at another place: a mirror, a company's own. */
export interface RegistrySettings {
  readonly name: RegistryName;
  /** Instead of the public one, for the part that the preset calls by this name; private addresses are fine, because a person named them. */
  readonly bases?: Readonly<Record<string, string>> | undefined;
  /** Private addresses and networks at which the public one may be found, where names lead to something of our own: `10.1.0.0/16`. */
  readonly addresses?: readonly string[] | undefined;
  /** Set as Authorization on the way out. */
  readonly authorization?: (() => string | Promise<string>) | undefined;
}

interface RegistryPart {
  /** As settings name it. */
  readonly part: string;
  /** Path inside. */
  readonly prefix: string;
  readonly base: string;
  /** Of the path below the base. */
  readonly paths: RegExp;
  /** Text of answers that leads past us, and what it becomes. */
  readonly replaced?: { readonly types: RegExp; readonly host: string; readonly by: string } | undefined;
}

const npmName = '(?:@[a-z0-9_~][a-z0-9._~-]{0,100}(?:/|%2f))?[A-Za-z0-9_~][A-Za-z0-9._~-]{0,213}';
const npmFile = new RegExp(`^/${npmName}/-/[A-Za-z0-9._~@+-]{1,300}\\.tgz$`, 'i');

const parts: Readonly<Record<RegistryName, readonly RegistryPart[]>> = {
  npm: [
    {
      part: 'registry',
      prefix: '/npm',
      base: 'https://registry.npmjs.org',
      paths: new RegExp(`^/${npmName}(?:/[A-Za-z0-9.+-]{1,100})?$|${npmFile.source}`, 'i'),
    },
  ],
  pypi: [
    {
      part: 'simple',
      prefix: '/pypi/simple',
      base: 'https://pypi.org/simple',
      paths: /^\/(?:[A-Za-z0-9._-]{1,200}\/?)?$/,
      // Seen from /pypi/simple/NAME/ this is /pypi/files/.
      replaced: { types: /^(?:text\/html|application\/vnd\.pypi\.simple)/, host: 'https://files.pythonhosted.org/', by: '../../files/' },
    },
    { part: 'files', prefix: '/pypi/files', base: 'https://files.pythonhosted.org', paths: /^\/packages\/[\w./+!-]{1,400}$/ },
  ],
  go: [
    {
      part: 'proxy',
      prefix: '/go',
      base: 'https://proxy.golang.org',
      paths:
        /^\/(?:[\w.~!/+-]{1,300}\/@(?:latest|v\/(?:list|[\w.!+-]{1,200}\.(?:info|mod|zip)))|sumdb\/[\w.-]{1,100}\/[\w.@!~/+-]{1,400})$/,
    },
  ],
  crates: [
    {
      part: 'index',
      prefix: '/crates/index',
      base: 'https://index.crates.io',
      paths: /^\/(?:config\.json|[\w-]{1,2}\/[\w-]{1,64}(?:\/[\w-]{1,64})?)$/,
    },
    {
      part: 'files',
      prefix: '/crates/files',
      base: 'https://static.crates.io/crates',
      paths: /^\/[\w-]{1,64}\/[\w.+-]{1,200}(?:\/download)?$/,
    },
  ],
  rubygems: [
    {
      part: 'index',
      prefix: '/rubygems',
      base: 'https://rubygems.org',
      paths:
        /^\/(?:versions|names|info\/[\w.-]{1,200}|gems\/[\w.-]{1,300}\.gem|quick\/Marshal\.4\.8\/[\w.-]{1,300}\.gemspec\.rz|(?:latest_|prerelease_)?specs\.4\.8\.gz)$/,
    },
  ],
  maven: [
    { part: 'repository', prefix: '/maven', base: 'https://repo1.maven.org/maven2', paths: /^\/[\w.+-]{1,100}(?:\/[\w.+-]{1,200}){1,20}$/ },
  ],
};

export const registryNames = Object.keys(parts) as readonly RegistryName[];

export type RegistryRuling =
  | {
      readonly isAllowed: true;
      readonly name: RegistryName;
      readonly url: URL;
      /** At which it may be; any if a person named this place. */
      readonly mayBePrivate: readonly string[] | 'any';
      readonly replaced: RegistryPart['replaced'];
      readonly authorization: RegistrySettings['authorization'];
    }
  /** Cargo's own settings, which have to name us: answered here. */
  | { readonly isAllowed: true; readonly name: 'crates'; readonly answer: 'cargo_config' }
  | { readonly isAllowed: false; readonly why: string };

/** Undefined if the path is that of no registry, whether it is on or off. */
export function ruleRegistry(
  enabled: readonly RegistrySettings[],
  method: string,
  path: string,
  query: string,
): RegistryRuling | undefined {
  for (const name of registryNames) {
    for (const part of parts[name]) {
      const below = belowOf(part, name, path);
      if (below === undefined) continue;
      const settings = enabled.find((each) => each.name === name);
      if (!settings) return { isAllowed: false, why: `the registry ${name} is not allowed for this run` };
      if (method !== 'GET' && method !== 'HEAD') return { isAllowed: false, why: `${method} at a registry is not allowed, only reading` };
      if (query !== '') return { isAllowed: false, why: 'a query at a registry is not allowed' };
      if (/(?:^|\/)\.{1,2}(?:\/|$)|\/\//.test(below) || !part.paths.test(below))
        return { isAllowed: false, why: `this path of the registry ${name} is not allowed` };
      if (part.prefix === '/crates/index' && below === '/config.json') return { isAllowed: true, name: 'crates', answer: 'cargo_config' };
      const base = settings.bases?.[part.part];
      return {
        isAllowed: true,
        name,
        url: new URL((base ?? part.base).replace(/\/+$/, '') + below),
        mayBePrivate: base === undefined ? (settings.addresses ?? []) : 'any',
        replaced: part.replaced,
        authorization: settings.authorization,
      };
    }
  }
  return undefined;
}

/** npm asks for files at the root of the server, whatever the path of its registry is. */
function belowOf(part: RegistryPart, name: RegistryName, path: string): string | undefined {
  if (path === part.prefix) return '/';
  if (path.startsWith(`${part.prefix}/`)) return path.slice(part.prefix.length);
  return name === 'npm' && npmFile.test(path) ? path : undefined;
}
