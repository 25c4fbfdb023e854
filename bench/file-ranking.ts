/**
 * How well a task finds its files: each commit of this repository's history is taken for a task, its subject for all that is known of it, and the files
 * that it changed have to be found in the state before. Tells how many of them were among the first 5, 8 and 20, next to the words of paths alone.
 *
 * npx node bench/file-ranking.ts [--commits N]
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type RepositorySource, openRepoMapper, rankFiles } from '@devteam/drivers/repo-map';
import { findRelevantFiles } from '../packages/engine/src/decisions/project/relevant-files.ts';
import { sum, textTable } from './table.ts';

const { values: options } = parseArgs({ options: { commits: { type: 'string', default: '100' } } });
const root = join(import.meta.dirname, '..');
const bytesOf = (...args: string[]): Buffer =>
  execFileSync('git', args, { cwd: root, maxBuffer: 1e9, stdio: ['ignore', 'pipe', 'ignore'] });
const linesOf = (...args: string[]): string[] =>
  bytesOf(...args)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');

/** A change of more files than this is no task. */
const mostChanged = 8;
const depths = [5, 8, 20];
const { signal } = new AbortController();
const mapper = openRepoMapper();
const found = { map: depths.map((): number[] => []), words: depths.map((): number[] => []) };

const sourceOf = (commit: string): RepositorySource => ({
  commit,
  listFiles: async () =>
    linesOf('ls-tree', '-r', '--format=%(objectname) %(objectsize) %(path)', commit).map((line) => {
      const [, blob = '', size = '', path = ''] = /^(\S+) +(\S+) (.*)$/.exec(line) ?? [];
      return { blob, size: Number(size) || 0, path };
    }),
  readFiles: async (files) => new Map(files.map(({ blob, path }) => [path, bytesOf('cat-file', 'blob', blob)])),
});

for (const line of linesOf('log', '--no-merges', '--format=%H %P %s', '-n', options.commits)) {
  const [, commit = '', parent = '', title = ''] = /^(\w{40}) (\w{40}) (.*)$/.exec(line) ?? [];
  if (commit === '') continue;
  const changed = linesOf('diff', '--name-only', '--diff-filter=M', parent, commit).filter((path) => /\.tsx?$/.test(path));
  if (changed.length === 0 || changed.length > mostChanged) continue;
  const source = sourceOf(parent);
  const task = { title, description: '', acceptanceCriteria: [], files: [] };
  const recentCommits = bytesOf('log', '--format=%x00', '--name-only', '-n', '150', parent)
    .toString('utf8')
    .split('\0')
    .map((paths) => paths.split('\n').filter((path) => path !== ''));
  const ranked = rankFiles(await mapper.map(source, signal), task, { recentCommits });
  const byWords = findRelevantFiles(task, await source.listFiles(signal), { recentlyChanged: recentCommits.slice(0, 10).flat() });
  for (const [n, depth] of depths.entries())
    for (const [list, how] of [
      [ranked, found.map],
      [byWords, found.words],
    ] as const) {
      const first = new Set(list.slice(0, depth).map(({ path }) => path));
      how[n]?.push(changed.filter((path) => first.has(path)).length / changed.length);
    }
}
await mapper.close();
const percent = (numbers: readonly number[]) => `${Math.round((100 * sum(numbers)) / Math.max(1, numbers.length))} %`;
console.log(`${found.map[0]?.length ?? 0} commits that changed one to ${mostChanged} files`);
console.log(
  textTable([
    ['', ...depths.map((depth) => `first ${depth}`)],
    ['map', ...found.map.map(percent)],
    ['words of paths', ...found.words.map(percent)],
  ]),
);
