import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findOpenPages, removePageFile, writePageFile } from './page-file.ts';

describe('word of open pages', () => {
  let home: string;
  let address: string;
  const server = createServer((_request, response) => response.end('up'));
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'devteam-pages-'));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.close();
    await rm(home, { recursive: true, force: true });
  });

  test('is found while the page answers, and closed to others', async () => {
    expect(await findOpenPages(home)).toEqual([]);
    const page = { pid: process.pid, address, link: `${address}/#token=secret` };
    await writePageFile(home, page);
    expect(await findOpenPages(home)).toEqual([page]);
    expect((await stat(join(home, 'pages', `${process.pid}.json`))).mode & 0o077).toBe(0);
    await removePageFile(home, process.pid);
    expect(await findOpenPages(home)).toEqual([]);
  });

  test('of a killed process is cleared away, and so is what is no word at all', async () => {
    await writePageFile(home, { pid: 2 ** 30, address: 'http://127.0.0.1:1', link: 'x' });
    await writeFile(join(home, 'pages', 'half.json'), '{"pid":');
    expect(await findOpenPages(home)).toEqual([]);
    expect(await readdir(join(home, 'pages'))).toEqual([]);
  });

  test('of a process that lives and does not answer is kept, but not shown', async () => {
    await writePageFile(home, { pid: process.pid, address: 'http://127.0.0.1:1', link: 'x' });
    expect(await findOpenPages(home)).toEqual([]);
    expect(await readdir(join(home, 'pages'))).toHaveLength(1);
  });
});
