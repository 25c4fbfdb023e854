/** What package.json says, as far as it says it in a form that can be used. Anything else is as if it were not there. */
export interface NodeManifest {
  readonly scripts: Readonly<Record<string, string>>;
  /** Names only, of all kinds of dependencies. */
  readonly dependencies: readonly string[];
  readonly hasWorkspaces: boolean;
  readonly hasProgram: boolean;
  /** `pnpm`, and `9.1.0` of `pnpm@9.1.0`. */
  readonly packageManager: { readonly name: string; readonly version: string } | null;
}

/** Never throws: a broken file is one without content, and npm itself will say what is wrong. */
export function parseNodeManifest(text: string): NodeManifest {
  const manifest = objectOf(parse(text));
  const scripts = Object.entries(objectOf(manifest['scripts'])).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
  const [, name, version] = /^([a-z]+)@(\d[^+]*)/.exec(String(manifest['packageManager'])) ?? [];
  return {
    scripts: Object.fromEntries(scripts),
    dependencies: kinds.flatMap((kind) => Object.keys(objectOf(manifest[kind]))),
    hasWorkspaces: manifest['workspaces'] !== undefined,
    hasProgram: manifest['bin'] !== undefined,
    packageManager: name === undefined || version === undefined ? null : { name, version },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
