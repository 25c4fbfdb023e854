import { test } from 'vitest';
import { openRepository } from './index.ts';
import { gitProject, git } from './testing/git-project.ts';
import { gitHost } from './testing/git-host.ts';
import { writeFile, chmod, rm, readdir, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const show = async (name: string, work: Promise<unknown>) => work.then((x) => console.log(name, 'OK', x), (e) => console.log(name, e.code, '|', e.message, '|', e.evidence));
test('x', async () => {
  const p = await gitProject({ a: '1\n' });
  const host = await gitHost(p.remote, { login: 'x-access-token:s3cret' });
  const open = (extra = {}) => openRepository({ directory: join(p.root, 'm' + Math.random()), url: host.url, ...extra });
  await show('nologin', open().sync());
  await show('wrong', open({ credential: () => ({ secret: 'wrong-secret' }) }).sync());
  await show('right', open({ credential: () => ({ secret: 's3cret' }) }).sync());
  const r = open({ credential: () => ({ secret: 's3cret' }), limits: { networkTimeoutSeconds: 1 } });
  for (const code of [403, 404, 429, 500, 301]) {
    host.misbehave = (_q, s) => { s.writeHead(code, { location: 'http://127.0.0.1:1/x' }).end('words'); };
    await show(String(code), r.sync());
  }
  host.misbehave = () => {};
  await show('hang', r.sync());
  host.misbehave = (q, s) => { s.destroy(); };
  await show('cut', r.sync());
  await show('closed', openRepository({ directory: join(p.root, 'q'), url: 'http://127.0.0.1:1/x.git' }).sync());
  await show('nohost', openRepository({ directory: join(p.root, 'q'), url: 'https://nowhere.invalid/x.git' }).sync());
  await show('nossh', openRepository({ directory: join(p.root, 'q'), url: 'ssh://nowhere.invalid/x.git' }).sync());
  await show('nopath', openRepository({ directory: join(p.root, 'q'), url: '/nowhere/x' }).sync());
  await show('empty', openRepository({ directory: join(p.root, 'e1'), url: (await gitProject()).remote }).sync());
  // hooks
  await mkdir(join(p.remote, 'hooks'), { recursive: true });
  await writeFile(join(p.remote, 'hooks/pre-receive'), '#!/bin/sh\necho "main is protected, open a pull request"\nexit 1\n');
  await chmod(join(p.remote, 'hooks/pre-receive'), 0o755);
  const l = openRepository({ directory: join(p.root, 'l'), url: p.remote });
  await l.sync();
  const { commit: base } = await l.resolveBranch();
  const who = { name: 'a', email: 'a@b' };
  const c = await l.writeCommit({ treeOf: base, parents: [base], message: 'x', author: who, at: new Date(), replace: new Map([['z', Buffer.from('z')]]) });
  await show('hook', l.push({ commit: c, branch: 'main', expected: base }));
  await rm(join(p.remote, 'hooks/pre-receive'));
  host.misbehave = undefined;
  const h = open({ credential: () => ({ secret: 's3cret' }) });
  await h.sync();
  const c2 = await h.writeCommit({ treeOf: base, parents: [base], message: 'x', author: who, at: new Date(), replace: new Map([['z', Buffer.from('z')]]) });
  await show('http push', h.push({ commit: c2, branch: 'main', expected: base }));
  await show('again', h.push({ commit: c2, branch: 'main', expected: base }));
  await show('moved', l.push({ commit: c, branch: 'main', expected: base }));
  await show('new exists', l.push({ commit: c, branch: 'main', expected: null }));
  await show('work tree push', (async () => { const w = openRepository({ directory: join(p.root, 'ww'), url: p.work }); await w.sync(); const c3 = await w.writeCommit({ treeOf: base, parents: [base], message: 'x', author: who, at: new Date() }); return w.push({ commit: c3, branch: 'main', expected: base }); })());
  await show('resolve', l.resolveBranch('mian'));
  await show('sync', l.sync());
  // damage
  await l.maintain();
  for (const f of await readdir(join(p.root, 'l/objects/pack'))) if (f.endsWith('.pack')) { await rm(join(p.root, 'l/objects/pack', f)); await writeFile(join(p.root, 'l/objects/pack', f), 'garbage'); }
  await show('resolve', l.resolveBranch());
  await show('listFiles', l.listFiles(base));
  await show('sync', l.sync());
});
