import type { MappedFile } from '../repo-map.ts';
import type { Add } from './found-files.ts';
import type { UseGraph } from './use-graph.ts';

/** Files that a task names, whole, by their end, or by their folder. */
export function addNamedFiles(files: readonly MappedFile[], named: readonly string[], add: Add): void {
  const whole = new Set(named);
  const ends = named.filter((name) => name.includes('/') && !name.endsWith('/'));
  const folders = named.filter((name) => name.endsWith('/'));
  for (const [n, { path }] of files.entries()) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (whole.has(path)) add(n, 100, 'named in the task');
    else if (whole.has(name) || ends.some((end) => path.endsWith(`/${end}`))) add(n, 60, 'its name stands in the task');
    else if (folders.some((folder) => path.startsWith(folder) || path.includes(`/${folder}`))) add(n, 8, 'in a folder that the task names');
  }
}

/** Files that define what a task names. */
export function addNamedDefinitions({ definers, users }: UseGraph, names: ReadonlySet<string>, add: Add): void {
  for (const name of names) {
    const all = definers.get(name) ?? [];
    if (all.length > 25) continue;
    for (const n of all) add(n, 45 / Math.sqrt(Math.max(1, all.length)) / (users.has(name) ? 1 : 1.2), `defines ${name}`, name);
  }
}
