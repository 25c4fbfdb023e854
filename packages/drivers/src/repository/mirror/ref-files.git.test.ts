import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { git, temporaryDirectory } from '../testing/git-project.ts';
import { deleteRefFile, findRefFile, readRefFiles, writeRefFile } from './ref-files.ts';

async function bare(): Promise<{ directory: string; commits: string[] }> {
  const directory = await temporaryDirectory();
  await git(directory, 'init', '--quiet', '--bare', '.');
  const tree = await git(directory, 'hash-object', '-t', 'tree', '-w', '/dev/null');
  const commits = [];
  for (const message of ['a', 'b', 'c']) commits.push(await git(directory, 'commit-tree', tree, '-m', message));
  return { directory, commits };
}

const byGit = async (directory: string, prefix: string) => {
  const said = await git(directory, 'for-each-ref', '--format=%(objectname) %(refname)', prefix);
  return new Map(
    said
      .split('\n')
      .filter(Boolean)
      .map((line) => [line.slice(41), line.slice(0, 40)]),
  );
};

describe('refs as files', () => {
  test('whatever is written and deleted, packed or not, git sees the same', async () => {
    const { directory, commits } = await bare();
    const prefix = 'refs/remotes/origin/';
    const names = ['main', 'a/b', 'a/c', 'ünïcode', 'x.y'];
    const step = fc.record({
      name: fc.constantFrom(...names),
      commit: fc.nat(2),
      kind: fc.constantFrom('write', 'delete', 'pack', 'by git'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        for (const { commit, kind, name } of steps) {
          const ref = prefix + name;
          if (kind === 'write' && !(await writeRefFile(directory, ref, commits[commit] ?? ''))) throw new Error(`${ref} was left to git`);
          if (kind === 'pack') await git(directory, 'pack-refs', '--all');
          else if (kind === 'by git') await git(directory, 'update-ref', ref, commits[commit] ?? '');
          else if (kind === 'delete' && !(await deleteRefFile(directory, ref))) await git(directory, 'update-ref', '-d', ref);
        }
        const seen = await byGit(directory, prefix);
        expect(await readRefFiles(directory, prefix)).toEqual(seen);
        for (const name of names) expect(await findRefFile(directory, prefix + name)).toEqual({ commit: seen.get(prefix + name) });
      }),
      { numRuns: 25 },
    );
    expect((await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  test('a lock that somebody holds, a name that is a directory and a link are left to git', async () => {
    const { directory, commits } = await bare();
    const path = join(directory, 'refs/heads/held');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.lock`, '');
    expect(await writeRefFile(directory, 'refs/heads/held', commits[0] ?? '')).toBe(false);
    expect(await deleteRefFile(directory, 'refs/heads/held')).toBe(false);
    await git(directory, 'update-ref', 'refs/heads/dir/below', commits[0] ?? '');
    expect(await writeRefFile(directory, 'refs/heads/dir', commits[1] ?? '')).toBe(false);
    expect(await writeRefFile(directory, 'refs/heads/dir/below/more', commits[1] ?? '')).toBe(false);
    await git(directory, 'symbolic-ref', 'refs/heads/link', 'refs/heads/dir/below');
    expect(await readRefFiles(directory, 'refs/heads/')).toBeUndefined();
    expect(await findRefFile(directory, 'refs/heads/link')).toBeUndefined();
    expect(await readFile(`${path}.lock`, 'utf8')).toBe('');
    await git(directory, 'symbolic-ref', '--delete', 'refs/heads/link');
    await git(directory, 'pack-refs', '--all');
    expect(await writeRefFile(directory, 'refs/heads/dir', commits[1] ?? '')).toBe(false);
    expect(await writeRefFile(directory, 'refs/heads/dir/below/more', commits[1] ?? '')).toBe(false);
  });

  test('where there is nothing, nothing is read and deleting it is done', async () => {
    const { directory } = await bare();
    expect(await readRefFiles(directory, 'refs/remotes/origin/')).toEqual(new Map());
    expect(await deleteRefFile(directory, 'refs/heads/task/none')).toBe(true);
    await writeFile(join(directory, 'packed-refs'), 'something else\n');
    expect(await readRefFiles(directory, 'refs/heads/')).toBeUndefined();
    expect(await findRefFile(directory, 'refs/heads/x')).toBeUndefined();
  });

  test('what git would not take for a repository, or has its refs elsewhere, is left to git', async () => {
    for (const head of ['', 'garbage\n', 'ref: refs/heads/.invalid\n']) {
      const { directory, commits } = await bare();
      await writeFile(join(directory, 'HEAD'), head);
      expect(await readRefFiles(directory, 'refs/heads/')).toBeUndefined();
      expect(await findRefFile(directory, 'refs/heads/x')).toBeUndefined();
      expect(await writeRefFile(directory, 'refs/heads/x', commits[0] ?? '')).toBe(false);
      expect(await deleteRefFile(directory, 'refs/heads/x')).toBe(false);
    }
  });
});
