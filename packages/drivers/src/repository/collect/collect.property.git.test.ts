import { chmod, lstat, mkdir, readFile, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openRepository } from '../index.ts';
import { git, gitProject, noon, somebody } from '../testing/git-project.ts';

interface RandomFile {
  path: string;
  content: { bytes: Uint8Array; isExecutable: boolean } | { target: string };
}

const name = fc.constantFrom(
  'a',
  'b',
  'B',
  'c.log',
  'build',
  'x y',
  'ü',
  '-n',
  ':m',
  '"q"',
  '*',
  'new\nline',
  'back\\slash',
  '.gitignore',
  '.gitattributes',
  'node_modules',
);
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
const text = fc.constantFrom(
  '',
  'x',
  'line\n',
  'dos\r\n',
  'mixed\r\nx\n',
  '$Id$\n',
  '*.log\nbuild/\n',
  '!c.log\n/a\n',
  '* text eol=crlf\n',
  'node_modules\n',
  '\u0000\u0001',
);
const content: fc.Arbitrary<RandomFile['content']> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ bytes: text.map((value) => Buffer.from(value)), isExecutable: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ bytes: fc.uint8Array({ maxLength: 30 }), isExecutable: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ target: fc.constantFrom('a', 'b/c', './x', 'missing') }) },
);
const tree = fc.array(fc.record({ path, content }), { maxLength: 12 });

/** What does not fit (a file in the place of a directory) is passed over. */
async function put(root: string, files: readonly RandomFile[]): Promise<void> {
  for (const { path, content } of files) {
    const at = join(root, path);
    // Rules and attributes as links or directories are another matter: git itself refuses to fetch some.
    if (('target' in content && /\.git[a-z]+$/.test(path)) || path.includes('.gitattributes/')) continue;
    try {
      await rm(at, { force: true });
      await mkdir(dirname(at), { recursive: true });
      if ('target' in content) await symlink(content.target, at);
      else await writeFile(at, content.bytes);
      if ('isExecutable' in content) await chmod(at, content.isExecutable ? 0o755 : 0o644);
    } catch {
      // Passed over.
    }
  }
}

async function snapshot(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(root, { recursive: true })) {
    if (entry === '.git' || entry.startsWith('.git/')) continue;
    const stat = await lstat(join(root, entry));
    if (stat.isSymbolicLink()) found[entry] = `link ${await readlink(join(root, entry))}`;
    else if (stat.isFile()) found[entry] = `${stat.mode & 0o100} ${(await readFile(join(root, entry))).toString('latin1')}`;
  }
  return found;
}

/** Attributes and the case of letters must not change what git stores: then it is a fair oracle. */
async function plainGit(root: string): Promise<void> {
  await git(root, 'init', '--quiet', '--template=', '--initial-branch=main');
  await mkdir(join(root, '.git/info'), { recursive: true });
  await writeFile(join(root, '.git/info/attributes'), '* -text !eol !ident !filter !working-tree-encoding\n');
}

describe('against plain git, on random trees and edits', { timeout: 60_000 }, () => {
  test('checkout gives what was committed, and collect what git would commit', async () => {
    await fc.assert(
      fc.asyncProperty(tree, tree, fc.array(path, { maxLength: 4 }), async (before, edits, removals) => {
        const project = await gitProject();
        await rm(project.work, { recursive: true });
        await mkdir(project.work);
        await plainGit(project.work);
        await put(project.work, before);
        await git(project.work, 'add', '-A', '--force');
        await git(project.work, 'commit', '--quiet', '--allow-empty', '-m', 'Before');
        const base = await git(project.work, 'rev-parse', 'HEAD');
        await git(project.work, 'push', '--quiet', project.remote, 'HEAD:main');

        const repository = openRepository({ directory: project.mirror, url: project.remote });
        await repository.sync();
        const directory = join(project.root, 'sandbox');
        await repository.checkout(base, directory);
        expect(await snapshot(directory)).toEqual(await snapshot(project.work));
        const collect = () => repository.collect({ directory, base, message: 'After', author: somebody, at: noon });
        expect(await collect()).toEqual({ unchanged: true });

        for (const root of [directory, project.work]) {
          for (const removal of removals) await rm(join(root, removal), { recursive: true, force: true }).catch(() => {});
          await put(root, edits);
        }
        await git(project.work, 'add', '-A');
        const expected = await git(project.work, 'write-tree');
        const outcome = await collect();
        const found = outcome.unchanged ? await git(project.work, 'rev-parse', 'HEAD^{tree}') : outcome.tree;
        expect(found).toBe(expected);
        const { commit, files } = outcome.unchanged ? { commit: base, files: [] } : outcome;
        expect(inLetters(files)).toBe(await listChanges(repository.directory, [base, commit, '--no-renames']));
        expect(inLetters(await repository.changes(base, commit))).toBe(await listChanges(repository.directory, [base, commit, '-M']));
        await rm(project.root, { recursive: true });
      }),
      { numRuns: 12 },
    );
  });
});

const inLetters = (files: readonly { path: string; change: string }[]): string =>
  files.map(({ path, change }) => `${change[0]!.toUpperCase()} ${path}`).join('\n');

/** The changes in git's own words. */
async function listChanges(directory: string, what: string[]): Promise<string> {
  const fields = (await git(directory, 'diff-tree', '-r', '-z', '--name-status', ...what)).split('\0');
  const lines: string[] = [];
  for (let at = 0; at + 1 < fields.length;) {
    const letter = fields[at]![0]!;
    const isRename = letter === 'R';
    lines.push(`${letter === 'T' ? 'M' : letter} ${fields[at + (isRename ? 2 : 1)]}`);
    at += isRename ? 3 : 2;
  }
  return lines.join('\n');
}
