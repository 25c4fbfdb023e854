import { type FileFacts, nothingKnown } from '../repo-map.ts';

/** Files that say by what name others import what lies beside them. */
export const isManifest = (path: string) => /(?:^|\/)(?:package\.json|go\.mod)$/.test(path);

export function manifestFacts(path: string, text: string): FileFacts {
  const name = path.endsWith('go.mod') ? /^module\s+(\S+)/m.exec(text)?.[1] : nameInJson(text);
  if (name === undefined || name === '' || name.length > 200) return nothingKnown;
  return {
    ...nothingKnown,
    lines: text.split('\n').length,
    definitions: [{ name, kind: 'package', line: 1, endLine: 1, signature: name }],
  };
}

function nameInJson(text: string): string | undefined {
  try {
    const { name } = JSON.parse(text) as { name?: unknown };
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
}
