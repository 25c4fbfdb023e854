import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBatch } from './batch-reader.ts';
import { IgnoreAnswers } from './check-ignore.ts';
import { parseDiffTree } from './diff-tree.ts';
import { isIntact } from './fsck.ts';
import { parseLog } from './log.ts';
import { parseLsRemote } from './ls-remote.ts';
import { parseLsTree } from './ls-tree.ts';
import { parseMergeTree } from './merge-tree.ts';
import { parsePush } from './push-porcelain.ts';

const id = (letter: string): string => letter.repeat(40);

test('ls-tree: files, links, submodules, and names with spaces and line ends', () => {
  const output = `100644 blob ${id('a')}      12\tread me\n.md\u0000120000 blob ${id('b')}       3\tlink\u0000160000 commit ${id('c')}       -\tsub\u0000100664 blob ${id('d')} 0\told\u0000`;
  expect(parseLsTree(Buffer.from(output))).toEqual([
    { mode: '100644', type: 'blob', object: id('a'), size: 12, path: 'read me\n.md' },
    { mode: '120000', type: 'blob', object: id('b'), size: 3, path: 'link' },
    { mode: '160000', type: 'commit', object: id('c'), size: 0, path: 'sub' },
    { mode: '100644', type: 'blob', object: id('d'), size: 0, path: 'old' },
  ]);
  expect(parseLsTree(Buffer.alloc(0))).toEqual([]);
});

describe('ls-remote', () => {
  test('takes branches and the default one, passes over tags and pull requests', () => {
    const text = `ref: refs/heads/main\tHEAD\n${id('a')}\tHEAD\n${id('a')}\trefs/heads/main\n${id('b')}\trefs/heads/x/y\n${id('c')}\trefs/tags/v1\n${id('d')}\trefs/pull/1/head\n`;
    expect(parseLsRemote(text)).toEqual({ defaultBranch: 'main', branches: { main: id('a'), 'x/y': id('b') } });
  });

  test('a HEAD that names a branch that is not there is no default branch', () => {
    expect(parseLsRemote(`ref: refs/heads/gone\tHEAD\n${id('a')}\trefs/heads/x\n`).defaultBranch).toBeNull();
    expect(parseLsRemote('')).toEqual({ defaultBranch: null, branches: {} });
  });

  test('a branch called __proto__ is a branch', () => {
    expect(Object.keys(parseLsRemote(`${id('a')}\trefs/heads/__proto__\n`).branches)).toEqual(['__proto__']);
  });
});

test('diff-tree: added, modified, deleted, renamed, binary, and a change of kind', () => {
  const raw = (letter: string, ...paths: string[]): string => `:100644 100644 ${id('0')} ${id('1')} ${letter}\0${paths.join('\0')}\0`;
  const output =
    raw('A', 'new') +
    raw('M', 'a b') +
    raw('D', 'gone') +
    raw('R086', 'old', 'moved') +
    raw('M', 'pic.png') +
    raw('T', 'kind') +
    '3\t0\tnew\0' +
    '1\t2\ta b\0' +
    '0\t4\tgone\0' +
    '1\t1\t\0old\0moved\0' +
    '-\t-\tpic.png\0' +
    '1\t1\tkind\0';
  expect(parseDiffTree(Buffer.from(output))).toEqual([
    { path: 'new', change: 'added', insertions: 3, deletions: 0 },
    { path: 'a b', change: 'modified', insertions: 1, deletions: 2 },
    { path: 'gone', change: 'deleted', insertions: 0, deletions: 4 },
    { path: 'moved', change: 'renamed', from: 'old', insertions: 1, deletions: 1 },
    { path: 'pic.png', change: 'modified', insertions: 0, deletions: 0, binary: true },
    { path: 'kind', change: 'modified', insertions: 1, deletions: 1 },
  ]);
  expect(parseDiffTree(Buffer.alloc(0))).toEqual([]);
});

test('merge-tree: the tree, or each path in conflict once', () => {
  expect(parseMergeTree(Buffer.from(`${id('a')}\0`), 0)).toEqual({ tree: id('a') });
  expect(parseMergeTree(Buffer.from(`${id('a')}\0z\0b c\0z\0`), 1)).toEqual({ conflicts: ['b c', 'z'] });
});

test('log: several commits, no parent and two', () => {
  const text = [
    id('a'),
    `${id('b')} ${id('c')}`,
    'Ada',
    'ada@x',
    '60',
    'Title\n\nBody\n',
    id('b'),
    '',
    'Bob',
    'bob@x',
    '0',
    'First\n',
    '',
  ].join('\0');
  expect(parseLog(text)).toEqual([
    {
      commit: id('a'),
      parents: [id('b'), id('c')],
      author: { name: 'Ada', email: 'ada@x' },
      at: new Date(60_000),
      message: 'Title\n\nBody',
    },
    { commit: id('b'), parents: [], author: { name: 'Bob', email: 'bob@x' }, at: new Date(0), message: 'First' },
  ]);
  expect(parseLog('')).toEqual([]);
});

test.each([
  [' \taaa:refs/heads/x\ta..b', { status: 'accepted', reason: '', byRemote: false }],
  ['*\taaa:refs/heads/x\t[new branch]', { status: 'accepted', reason: '', byRemote: false }],
  ['=\taaa:refs/heads/x\t[up to date]', { status: 'up_to_date', reason: '', byRemote: false }],
  ['!\taaa:refs/heads/x\t[rejected] (stale info)', { status: 'rejected', reason: 'stale info', byRemote: false }],
  [
    '!\taaa:refs/heads/x\t[remote rejected] (pre-receive hook declined)',
    { status: 'rejected', reason: 'pre-receive hook declined', byRemote: true },
  ],
])('push: %j', (line, ref) => {
  expect(parsePush(`To https://host/r.git\n${line}\nDone\n`)).toEqual(ref);
});

test('push: no line about a ref', () => {
  expect(parsePush('')).toBeUndefined();
});

test.each([
  ['', true],
  ['error in commit 0123abcd: badTimezone: invalid author/committer line\nwarning in tree 0123abcd: zeroPaddedFilemode: x\n', true],
  ['notice: HEAD points to an unborn branch (main)\nnotice: No default references\n', true],
  ['missing blob 0123abcd\n', false],
  ['error: 0123abcd: object corrupt or missing: /x\n', false],
  ['error in commit 0123abcd: badTimezone: x\nfatal: loose object 0123abcd is corrupt\n', false],
])('fsck: %j is intact: %s', (text, intact) => {
  expect(isIntact(text)).toBe(intact);
});

test('check-ignore: answers in order, however the pieces are cut', () => {
  const text =
    '.gitignore\u00001\u0000*.log\u0000./x.log\u0000\u0000\u0000\u0000./new\u0000.gitignore\u00003\u0000!keep.log\u0000./keep.log\u0000.gitignore\u00004\u0000\\!name\u0000./!name\u0000';
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const answers = new IgnoreAnswers();
      const edges = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      const pieces = edges.slice(1).map((end, index) => text.slice(edges[index], end));
      expect(pieces.flatMap((piece) => answers.take(piece))).toEqual([true, false, false, true]);
    }),
  );
});

test('cat-file --batch: the same blobs, however the pieces are cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 40 })), fc.array(fc.nat(400)), async (blobs, cuts) => {
      const stream = Buffer.concat(blobs.flatMap((blob) => [Buffer.from(`${id('a')} blob ${blob.length}\n`), blob, Buffer.from('\n')]));
      const edges = [0, ...cuts.filter((cut) => cut < stream.length).toSorted((a, b) => a - b), stream.length];
      const pieces = edges.slice(1).map((end, index) => stream.subarray(edges[index], end));
      const read = await Array.fromAsync(readBatch(asynchronously(pieces)));
      expect(read.map((blob) => Uint8Array.from(blob))).toEqual(blobs.map((blob) => Uint8Array.from(blob)));
    }),
  );
});

async function* asynchronously<Item>(items: Item[]): AsyncGenerator<Item> {
  yield* items;
}
