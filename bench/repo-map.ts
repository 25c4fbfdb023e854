/**
 * What a map of a large repository costs: two thousand files of real code, cold, warm, and after a change.
 *
 * npx node bench/repo-map.ts [--files N] [--threads N]
 *
 * The code is that of the packages installed here, under paths of its own; sizes and languages are told with the figures.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type RepoMap, type RepositorySource, fileFactsCache, findTaskFiles, openRepoMapper, rankFiles } from '@devteam/drivers/repo-map';
import { describeMachine, loadPerCore } from './machine.ts';
import { textTable } from './table.ts';

const { values: options } = parseArgs({
  options: { files: { type: 'string', default: '2000' }, threads: { type: 'string', default: '1' } },
});
const wanted = Number(options.files);
const threads = Number(options.threads);

const root = join(import.meta.dirname, '..', 'node_modules');
/** Only what people wrote: no built bundles, and no declarations, which are half of what is installed. */
const isSource = (name: string) =>
  /\.(?:[mc]?[jt]sx?|py|go|rs|java|c|cc|h|cpp|rb)$/.test(name) && !/\.(?:min|d|umd|bundle)\.|\.d\.[mc]?ts$/.test(name);

function collect(): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true }).toSorted((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  )) {
    const path = join(entry.parentPath, entry.name);
    if (found.size >= wanted) break;
    // Our own members are links in there; what they cost changes with every commit.
    if (!entry.isFile() || !isSource(entry.name) || path.includes('/@devteam/')) continue;
    const { size } = statSync(path);
    if (size > 400 && size < 100_000)
      found.set(
        `code/${path.slice(root.length + 1).replaceAll(/\b(?:node_modules|dist|build|out|vendor)\b/g, 'part')}`,
        readFileSync(path),
      );
  }
  return found;
}

function sourceOf(contents: ReadonlyMap<string, Buffer>, commit: string): RepositorySource {
  const blobs = Array.from(contents, ([path, content]) => ({
    path,
    size: content.length,
    blob: createHash('sha1').update(content).digest('hex'),
  }));
  return {
    commit,
    listFiles: async () => blobs,
    readFiles: async (files) =>
      new Map(files.flatMap(({ path }) => (contents.has(path) ? [[path, contents.get(path) as Uint8Array] as const] : []))),
  };
}

const contents = collect();
if (contents.size < wanted) throw new Error(`Only ${contents.size} files of code are installed here, not ${wanted}.`);
const bytes = contents.values().reduce((sum, content) => sum + content.length, 0);
const kinds = Map.groupBy(contents.keys(), (path) => extname(path));
console.error(`${describeMachine()}; load per core ${loadPerCore().toFixed(1)}`);
console.error(
  `${contents.size} files, ${(bytes / 1e6).toFixed(1)} MB: ${Array.from(kinds, ([kind, list]) => `${list.length} ${kind}`).join(', ')}`,
);

const directory = mkdtempSync(join(tmpdir(), 'devteam-bench-map-'));
const { signal } = new AbortController();
const rows: string[][] = [];
const timed = async <T>(what: string, work: () => T | Promise<T>): Promise<T> => {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { system, user } = process.cpuUsage(cpu);
  rows.push([what, `${Math.round(performance.now() - began)} ms`, `${Math.round((user + system) / 1000)} ms`]);
  return result;
};
const open = () => openRepoMapper({ cache: fileFactsCache({ directory }), threads });
try {
  const cold = open();
  let map: RepoMap = await timed(`cold, ${threads} thread${threads === 1 ? '' : 's'}`, () => cold.map(sourceOf(contents, 'a'), signal));
  await timed('the same commit again', () => cold.map(sourceOf(contents, 'a'), signal));
  await cold.close();

  const warm = open();
  map = await timed('warm: contents known in the folder', () => warm.map(sourceOf(contents, 'b'), signal));
  const changed = new Map(contents);
  for (const path of [...contents.keys()].slice(0, 10))
    changed.set(path, Buffer.concat([contents.get(path) ?? Buffer.alloc(0), Buffer.from('\n// changed\n')]));
  await timed('ten files changed', () => warm.map(sourceOf(changed, 'c'), signal));

  const task = {
    title: 'Escape quotes when a table cell is written',
    description: 'parseTable and the renderer of rows disagree about escaped pipes.',
    acceptanceCriteria: ['A cell with a pipe is read as it was written'],
    files: [],
  };
  await timed('first ranking, with the graph of uses', () => rankFiles(map, task));
  const ranked = await timed('every further ranking', () => rankFiles(map, { ...task, title: 'Escape quotes in cells' }));
  const { files } = await timed('from task to excerpts', () => findTaskFiles(warm, sourceOf(contents, 'b'), task, { signal }));
  await warm.close();

  console.log(textTable([['', 'wall', 'processor'], ...rows]));
  const folderBytes = readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  console.log(
    `${map.unread.length} not parsed; ${(folderBytes / 1e6).toFixed(1)} MB of cache; ${Math.round(process.memoryUsage().rss / 1e6)} MB of memory at the end`,
  );
  console.log(
    `${ranked.length} files found, ${files.filter(({ excerpt }) => excerpt !== null).length} with excerpts; the first: ${files[0]?.path} (${files[0]?.reason})`,
  );
} finally {
  rmSync(directory, { recursive: true, force: true });
}
