import { parseNodeManifest } from '../../project/node-manifest.ts';
import type { ProtectedChange } from './protected-changes.ts';

const runs = /(?:^|[\s;&|("'])(?:npm|pnpm|yarn|bun)\s+(?:run(?:-script)?\s+)?(?:-{1,2}[\w-]+\s+){0,5}([\w:.-]{1,100})/g;
const mostScripts = 200;

/**
 * Scripts of package.json that the checks run and that the work changed or removed, sorted by name. A check says `npm test`, wherever it is named, and what that
 * runs is for the work to say: it may no longer be what it was. Scripts that the base did not have are new, and no change.
 */
export function findChangedScripts(
  commands: readonly string[],
  base: { readonly manifest: string | null },
  work: { readonly manifest: string | null },
): ProtectedChange[] {
  const before = scriptsOf(base.manifest);
  const after = scriptsOf(work.manifest);
  const reached = new Set<string>();
  const waiting = commands.flatMap((command) => namesIn(command));
  for (let name = waiting.pop(); name !== undefined && reached.size < mostScripts; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const text of [before.get(name), after.get(name)]) waiting.push(...namesIn(text ?? ''));
    if (before.has(name) || after.has(name)) waiting.push(`pre${name}`, `post${name}`);
  }
  // What runs before or after a script that was there is a change of it, even where it is new.
  const isAround = (name: string): boolean => /^(?:pre|post)/.test(name) && before.has(name.replace(/^(?:pre|post)/, ''));
  const changed = [...reached].filter((name) => before.get(name) !== after.get(name) && (before.has(name) || isAround(name))).toSorted();
  return changed.map((name) => ({
    path: 'package.json',
    kind: 'script',
    words: after.has(name)
      ? `the script ${name} of package.json changed, by which the work is checked`
      : `the script ${name} of package.json is gone, by which the work was checked`,
  }));
}

/** `npm t` and `npm tst` are `npm test`. */
const namesIn = (command: string): string[] =>
  [...command.matchAll(runs)].map(([, name = '']) => (name === 't' || name === 'tst' ? 'test' : name));

const scriptsOf = (manifest: string | null): ReadonlyMap<string, string> =>
  new Map(manifest === null ? [] : Object.entries(parseNodeManifest(manifest).scripts));
