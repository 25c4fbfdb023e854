import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IgnoreAnswers } from './check-ignore.ts';
import { parseCommit } from './commit-object.ts';
import { parseDiffTree } from './diff-tree.ts';
import { isIntact } from './fsck.ts';
import { parseLog } from './log.ts';
import { parseLsRemote } from './ls-remote.ts';
import { parseMergeTree } from './merge-tree.ts';
import { ObjectAnswers, TooManyBytes } from './object-answers.ts';
import { parsePackedRefs } from './packed-refs.ts';
import { parsePush } from './push-porcelain.ts';
import { parseTree } from './tree-object.ts';

const id = (letter: string): string => letter.repeat(40);

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

describe('answers about objects', () => {
  const cutUp = (stream: Buffer, cuts: number[]): Buffer[] => {
    const edges = [0, ...cuts.filter((cut) => cut < stream.length).toSorted((a, b) => a - b), stream.length];
    return edges.slice(1).map((end, index) => stream.subarray(edges[index], end));
  };

  test('the same objects, and the same ones missing, however the pieces are cut', () => {
    const blob = fc.option(fc.uint8Array({ maxLength: 40 }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(blob, { minLength: 1 }), fc.array(fc.nat(400)), (blobs, cuts) => {
        const stream = Buffer.concat(
          blobs.flatMap((bytes) =>
            bytes === undefined
              ? [Buffer.from(`${id('b')}^{tree} missing\n`)]
              : [Buffer.from(`${id('a')} blob ${bytes.length}\n`), bytes, Buffer.from('\n')],
          ),
        );
        const answers = new ObjectAnswers({ withBytes: true, count: blobs.length, maxBytes: 10_000 });
        const ends = cutUp(stream, cuts).map((piece) => answers.take(piece));
        expect(ends.at(-1)).toBe(true);
        expect(answers.found.map((found) => found && Uint8Array.from(found.bytes))).toEqual(
          blobs.map((bytes) => bytes && Uint8Array.from(bytes)),
        );
      }),
    );
  });

  test('types and sizes alone', () => {
    const answers = new ObjectAnswers({ withBytes: false, count: 2, maxBytes: 0 });
    expect(answers.take(Buffer.from(`${id('a')} tree 12\n${id('b')} mis`))).toBe(false);
    expect(answers.take(Buffer.from('sing\n'))).toBe(true);
    expect(answers.found).toMatchObject([{ object: id('a'), type: 'tree', size: 12 }, undefined]);
  });

  test('too many bytes are refused when they are announced, not when they have come', () => {
    const answers = new ObjectAnswers({ withBytes: true, count: 2, maxBytes: 10 });
    expect(answers.take(Buffer.from(`${id('a')} blob 6\n123456\n`))).toBe(false);
    expect(() => answers.take(Buffer.from(`${id('b')} blob 5\n`))).toThrow(TooManyBytes);
  });
});

describe('a tree object', () => {
  const record = (mode: string, name: string, letter: string): Buffer =>
    Buffer.concat([Buffer.from(`${mode} ${name}\0`, 'latin1'), Buffer.from(id(letter), 'hex')]);

  test('files, links, directories, submodules, names that are no text, and modes of 2005', () => {
    const tree = Buffer.concat([
      record('100644', 'read me\n.md', 'a'),
      record('100755', 'run', 'b'),
      record('100664', 'old', 'c'),
      record('120000', 'l\xff', 'd'),
      record('40000', 'dir', 'e'),
      record('160000', 'sub', 'f'),
    ]);
    expect(parseTree(tree)).toEqual([
      { name: 'read me\n.md', mode: '100644', written: '100644', type: 'blob', object: id('a') },
      { name: 'run', mode: '100755', written: '100755', type: 'blob', object: id('b') },
      { name: 'old', mode: '100644', written: '100664', type: 'blob', object: id('c') },
      { name: 'l\xff', mode: '120000', written: '120000', type: 'blob', object: id('d') },
      { name: 'dir', mode: '040000', written: '40000', type: 'tree', object: id('e') },
      { name: 'sub', mode: '160000', written: '160000', type: 'commit', object: id('f') },
    ]);
    expect(parseTree(Buffer.alloc(0))).toEqual([]);
  });

  test('cut anywhere, or something else, it is none', () => {
    const whole = record('100644', 'name', 'a');
    for (let length = 1; length < whole.length; length += 1) expect(parseTree(whole.subarray(0, length))).toBeUndefined();
    for (const bytes of [Buffer.from('tree text\n'), record('100644', '', 'a'), record('9', 'x', 'a')])
      expect(parseTree(bytes)).toBeUndefined();
  });
});

describe('a commit object', () => {
  const commit = (headers: string, message: string): Buffer => Buffer.from(`tree ${id('a')}\n${headers}\n${message}`);

  test('its parents and its message, as it was written', () => {
    const merge = `parent ${id('b')}\nparent ${id('c')}\nauthor A <a@b> 1 +0000\n`;
    expect(parseCommit(commit(merge, 'Grüße\n\nparent none\n'))).toEqual({ parents: [id('b'), id('c')], message: 'Grüße\n\nparent none' });
    expect(parseCommit(commit('author A <a@b> 1 +0000\n', ''))).toEqual({ parents: [], message: '' });
    expect(parseCommit(commit('encoding utf8\n', 'x\0y\n')).message).toBe('x');
  });

  test('in another encoding its message is left to git', () => {
    expect(parseCommit(commit('encoding ISO-8859-1\n', 'x\n'))).toEqual({ parents: [], message: undefined });
  });
});

test('packed refs: remarks and what tags point to are passed over, anything strange is left to git', () => {
  const text = `# pack-refs with: peeled fully-peeled sorted \n${id('a')} refs/heads/x y\n${id('b')} refs/tags/v1\n^${id('c')}\n`;
  expect(parsePackedRefs(text)).toEqual(
    new Map([
      ['refs/heads/x y', id('a')],
      ['refs/tags/v1', id('b')],
    ]),
  );
  expect(parsePackedRefs('')).toEqual(new Map());
  expect(parsePackedRefs(`${text}${id('d').slice(1)} refs/heads/short\n`)).toBeUndefined();
});
