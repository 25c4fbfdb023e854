import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type IncomingMessage, type RequestListener, createServer, request } from 'node:http';
import { type AddressInfo, type Socket, connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { type GatewayEvent, type GatewayOptions, type GatewayRunSpec, openGateway } from './index.ts';
import { ask } from './testing/ask.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function serve(listener: RequestListener) {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function open(spec: Partial<GatewayRunSpec> = {}, options: GatewayOptions = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'devteam-gw-'));
  ends.push(() => rm(directory, { recursive: true }));
  const gateway = await openGateway({ resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]), ...options });
  ends.push(() => gateway.close());
  const events: GatewayEvent[] = [];
  const run = await gateway.openRun({
    id: 'run-1',
    socketDirectory: directory,
    models: {},
    deadlineAtMs: Date.now() + 60_000,
    onEvent: (event) => events.push(event),
    ...spec,
  });
  return { gateway, run, events, directory };
}

/** `CONNECT` over the socket of a run. */
async function tunnel(
  socketPath: string,
  authority: string,
  key: string | null,
): Promise<{ status: number; socket: Socket; said: string }> {
  const sent = request({
    socketPath,
    method: 'CONNECT',
    path: authority,
    headers: key === null ? {} : { 'proxy-authorization': `Basic ${Buffer.from(`run:${key}`).toString('base64')}` },
  });
  sent.end();
  const [answer, socket, head] = (await once(sent, 'connect')) as [IncomingMessage, Socket, Buffer];
  ends.push(() => Promise.resolve(socket.destroy()));
  return { status: answer.statusCode ?? 0, socket, said: head.toString() };
}

const inside = { addresses: ['127.0.0.1'] };

describe('tunnels', () => {
  async function echo() {
    const server = createTcpServer((socket) => socket.on('error', () => undefined).pipe(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => new Promise((resolve) => server.close(resolve)));
    return (server.address() as AddressInfo).port;
  }

  test('carry bytes both ways to the address that was checked', async () => {
    const port = await echo();
    const { run } = await open({ egress: [{ through: 'tunnel', host: 'echo.example', port, ...inside }] });
    const { status, socket } = await tunnel(run.socketPath, `echo.example:${port}`, run.key);
    expect(status).toBe(200);
    socket.write('hello');
    expect(String((await once(socket, 'data'))[0])).toBe('hello');
    socket.end();
    await expect
      .poll(() => run.passages(), { interval: 5 })
      .toMatchObject([{ method: 'CONNECT', host: `echo.example:${port}`, path: null, bytesOut: 5, bytesIn: 5 }]);
  });

  test('are refused without a key, without a rule, and to addresses that are not public', async () => {
    const port = await echo();
    const { run, events } = await open({ egress: [{ through: 'tunnel', host: 'echo.example', port }] });
    expect((await tunnel(run.socketPath, `echo.example:${port}`, null)).status).toBe(407);
    expect((await tunnel(run.socketPath, `other.example:${port}`, run.key)).status).toBe(403);
    expect((await tunnel(run.socketPath, `echo.example:${port}`, run.key)).status).toBe(403);
    expect((await tunnel(run.socketPath, `127.0.0.1:${port}`, run.key)).status).toBe(403);
    expect(run.refusals().map(({ code, why }) => [code, why.slice(0, 40)])).toEqual([
      ['gateway_key_refused', 'it does not show the key of this run'],
      ['egress_refused', expect.stringContaining('no rule allows a tunnel to other')],
      ['egress_refused', 'echo.example is at 127.0.0.1, which is n'],
      ['egress_refused', expect.stringContaining('no rule allows a tunnel to 127')],
    ]);
    expect(events.filter(({ type }) => type === 'refused')).toHaveLength(4);
    expect(run.passages()).toEqual([]);
  });

  test('a name that changes its mind is asked once', async () => {
    const port = await echo();
    let asked = 0;
    const { run } = await open(
      { egress: [{ through: 'tunnel', host: 'rebinding.example', port, ...inside }] },
      { resolve: () => Promise.resolve([{ address: asked++ === 0 ? '127.0.0.1' : '169.254.169.254', family: 4 as const }]) },
    );
    expect((await tunnel(run.socketPath, `rebinding.example:${port}`, run.key)).status).toBe(200);
    expect(asked).toBe(1);
    expect((await tunnel(run.socketPath, `rebinding.example:${port}`, run.key)).status).toBe(403);
  });

  test('end with too much going out, with silence, and with the run', async () => {
    const port = await echo();
    const { run } = await open(
      { egress: [{ through: 'tunnel', host: 'echo.example', port, ...inside }] },
      { limits: { egressUploadBytes: 1000, silenceMs: 200 } },
    );
    const loud = await tunnel(run.socketPath, `echo.example:${port}`, run.key);
    loud.socket.on('error', () => undefined).resume();
    loud.socket.write(Buffer.alloc(5000));
    await once(loud.socket, 'close');
    expect(run.refusals().at(-1)?.why).toContain('more than 1000 bytes');
    const silent = await tunnel(run.socketPath, `echo.example:${port}`, run.key);
    silent.socket.resume();
    await once(silent.socket, 'close');
    const last = await tunnel(run.socketPath, `echo.example:${port}`, run.key);
    last.socket.on('error', () => undefined).resume();
    const closed = once(last.socket, 'close');
    await run.close();
    await closed;
  });
});

describe('requests to hosts', () => {
  test('go to the host with the method and path that were checked, without our key, and with its credential', async () => {
    const seen: IncomingMessage[] = [];
    const { port } = await serve((from, to) => {
      seen.push(from);
      from.resume().on('end', () => to.writeHead(201, { 'set-cookie': 'a=b', 'x-their': 'header' }).end('made'));
    });
    const { run } = await open({
      egress: [
        {
          through: 'http',
          host: 'api.example',
          port,
          methods: ['POST'],
          paths: ['/v1/'],
          authorization: () => 'Bearer their-own-token',
          ...inside,
        },
      ],
    });
    const answer = await ask(run.socketPath, { path: `http://api.example:${port}/v1/things?q=1`, key: run.key, body: { a: 1 } });
    expect([answer.status, answer.text, answer.headers['x-their'], answer.headers['set-cookie']]).toEqual([
      201,
      'made',
      'header',
      undefined,
    ]);
    expect(seen[0]).toMatchObject({
      url: '/v1/things?q=1',
      headers: { host: `api.example:${port}`, authorization: 'Bearer their-own-token' },
    });
    expect((await ask(run.socketPath, { path: `http://api.example:${port}/v2`, key: run.key })).status).toBe(403);
    expect((await ask(run.socketPath, { method: 'GET', path: `http://api.example:${port}/v1/`, key: run.key })).status).toBe(403);
    expect((await ask(run.socketPath, { path: `http://api.example:${port}/v1/`, key: null })).status).toBe(407);
    expect((await ask(run.socketPath, { path: 'https://api.example/v1/', key: run.key })).status).toBe(403);
    expect(seen).toHaveLength(1);
    expect(run.passages()).toMatchObject([
      { method: 'POST', host: 'api.example', path: '/v1/things', status: 201, bytesOut: 7, bytesIn: 4 },
    ]);
    expect(JSON.stringify(run.passages())).not.toContain('q=1');
  });

  test('with the login in the address, as programs give it to a proxy', async () => {
    const { port } = await serve((_from, to) => to.end('here'));
    const { run } = await open({ egress: [{ through: 'http', host: 'api.example', port, ...inside }] });
    const login = `Basic ${Buffer.from(`${run.key}:`).toString('base64')}`;
    expect(
      (await ask(run.socketPath, { method: 'GET', path: `http://api.example:${port}/`, headers: { 'proxy-authorization': login } })).text,
    ).toBe('here');
  });

  test('the key of the run never goes along, a credential of the program does', async () => {
    const seen: (string | undefined)[] = [];
    const { port } = await serve((from, to) => {
      seen.push(from.headers.authorization, from.headers['proxy-authorization']);
      to.end();
    });
    const { run } = await open({ egress: [{ through: 'http', host: 'api.example', port, ...inside }] });
    const path = `http://api.example:${port}/`;
    await ask(run.socketPath, { method: 'GET', path, key: run.key });
    await ask(run.socketPath, {
      method: 'GET',
      path,
      headers: { authorization: 'Bearer their-own', 'proxy-authorization': `Bearer ${run.key}` },
    });
    expect(seen).toEqual([undefined, undefined, 'Bearer their-own', undefined]);
  });

  test('too large an answer is refused where its size is told, and broken off where it is not', async () => {
    const { port } = await serve((from, to) => {
      if (from.url === '/chunked') to.write('x'.repeat(500));
      setTimeout(() => to.end('x'.repeat(100_000)), from.url === '/chunked' ? 20 : 0);
    });
    const { run } = await open(
      { egress: [{ through: 'http', host: 'api.example', port, ...inside }] },
      { limits: { egressAnswerBytes: 1000 } },
    );
    const get = (path: string) => ask(run.socketPath, { method: 'GET', path: `http://api.example:${port}${path}`, key: run.key });
    expect((await get('/told')).status).toBe(403);
    expect((await get('/chunked')).isCut).toBe(true);
    expect(run.refusals().map(({ why }) => why)).toEqual(['the answer has more than 1000 bytes', 'the answer has more than 1000 bytes']);
  });

  test('a host that is not there is no refusal', async () => {
    const { run } = await open({ egress: [{ through: 'http', host: 'api.example', port: 1, ...inside }] });
    expect((await ask(run.socketPath, { method: 'GET', path: 'http://api.example:1/', key: run.key })).status).toBe(502);
    expect(run.refusals()).toEqual([]);
  });
});

describe('registries', () => {
  test('npm installs a package through it, and its lock file knows nothing of us', async () => {
    const home = await mkdtemp(join(tmpdir(), 'devteam-npm-'));
    ends.push(() => rm(home, { recursive: true }));
    await mkdir(join(home, 'src/package'), { recursive: true });
    await writeFile(join(home, 'src/package/package.json'), '{"name":"tiny-thing","version":"1.2.3"}');
    await promisify(execFile)('tar', ['-czf', join(home, 'tiny.tgz'), '-C', join(home, 'src'), 'package']);
    const tarball = await readFile(join(home, 'tiny.tgz'));
    const asked: string[] = [];
    const { url } = await serve((from, to) => {
      asked.push(from.url ?? '');
      if (from.url === '/tiny-thing')
        to.writeHead(200, { 'content-type': 'application/json' }).end(
          JSON.stringify({
            name: 'tiny-thing',
            'dist-tags': { latest: '1.2.3' },
            versions: {
              '1.2.3': {
                name: 'tiny-thing',
                version: '1.2.3',
                dist: { tarball: 'https://registry.npmjs.org/tiny-thing/-/tiny-thing-1.2.3.tgz' },
              },
            },
          }),
        );
      else to.end(tarball);
    });
    const { run } = await open({ listenOnTcp: true, registries: [{ name: 'npm', bases: { registry: url } }] });
    const host = (run.tcpUrl ?? '').replace('http:', '');
    await mkdir(join(home, 'app'));
    await writeFile(join(home, 'app/package.json'), '{"name":"app","version":"1.0.0"}');
    await writeFile(
      join(home, 'app/.npmrc'),
      `registry=${run.tcpUrl}/npm/\n${host}/:_authToken=${run.key}\naudit=false\nfund=false\nupdate-notifier=false\nfetch-retries=0\n`,
    );
    await promisify(execFile)('npm', ['install', 'tiny-thing', '--cache', join(home, 'cache')], {
      cwd: join(home, 'app'),
      env: { PATH: process.env['PATH'], HOME: home },
    });
    expect(JSON.parse(await readFile(join(home, 'app/node_modules/tiny-thing/package.json'), 'utf8'))).toMatchObject({ version: '1.2.3' });
    expect(await readFile(join(home, 'app/package-lock.json'), 'utf8')).toContain(
      '"resolved": "https://registry.npmjs.org/tiny-thing/-/tiny-thing-1.2.3.tgz"',
    );
    expect(asked).toEqual(['/tiny-thing', '/tiny-thing/-/tiny-thing-1.2.3.tgz']);
    expect(run.refusals()).toEqual([]);
    expect(run.passages()).toMatchObject([
      { path: '/tiny-thing', status: 200 },
      { path: '/tiny-thing/-/tiny-thing-1.2.3.tgz', status: 200 },
    ]);
  }, 30_000);

  test('links of PyPI lead back to us, wherever a piece of the page ends', async () => {
    const page =
      '<a href="https://files.pythonhosted.org/packages/a/b/x-1.0.tar.gz#sha256=0">x</a><a href="https://files.pythonhosted.org/packages/c">y</a>';
    const { url } = await serve((from, to) => {
      if (from.url === '/simple/x') return to.writeHead(301, { location: '/simple/x/' }).end();
      if (from.url === '/simple/y/') return to.writeHead(302, { location: 'https://evil.example/' }).end();
      to.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': page.length });
      let at = 0;
      const next = () => {
        if (at >= page.length) return to.end();
        to.write(page.slice(at, (at += 7)));
        setImmediate(next);
      };
      next();
    });
    const { run } = await open({ registries: [{ name: 'pypi', bases: { simple: `${url}/simple` } }] });
    const get = (path: string) => ask(run.socketPath, { method: 'GET', path, key: run.key, headers: { host: 'gateway:1' } });
    expect((await get('/pypi/simple/x/')).text).toBe(
      '<a href="../../files/packages/a/b/x-1.0.tar.gz#sha256=0">x</a><a href="../../files/packages/c">y</a>',
    );
    expect((await get('/pypi/simple/x')).headers['location']).toBe('http://gateway:1/pypi/simple/x/');
    expect((await get('/pypi/simple/y/')).status).toBe(403);
    expect(run.refusals().at(-1)?.why).toContain('it leads to evil.example');
  });

  test('cargo is told where we are, with the key in the path if it came in there', async () => {
    const { run } = await open({ registries: ['crates'] });
    const get = (path: string, key: string | null) => ask(run.socketPath, { method: 'GET', path, key, headers: { host: 'gateway:1' } });
    expect((await get('/crates/index/config.json', run.key)).json).toEqual({
      dl: 'http://gateway:1/crates/files/{crate}/{crate}-{version}.crate',
    });
    expect((await get(`/key/${run.key}/crates/index/config.json`, null)).json).toEqual({
      dl: `http://gateway:1/key/${run.key}/crates/files/{crate}/{crate}-{version}.crate`,
    });
  });

  test('are off unless named, read only, and go to no private address by themselves', async () => {
    const { run } = await open({ registries: ['npm'] });
    const status = async (method: string, path: string) => (await ask(run.socketPath, { method, path, key: run.key })).status;
    expect(await status('GET', '/pypi/simple/x/')).toBe(403);
    expect(await status('PUT', '/npm/left-pad')).toBe(403);
    expect(await status('GET', '/npm/left-pad?x=1')).toBe(403);
    expect(await status('GET', '/npm/left-pad')).toBe(403);
    expect(run.refusals().at(-1)).toMatchObject({ host: 'registry.npmjs.org', why: expect.stringContaining('127.0.0.1') });
  });
});

describe('the run', () => {
  test('listens where every user may knock, and leaves nothing behind', async () => {
    const { gateway, run, directory } = await open({ listenOnTcp: true });
    expect((await stat(run.socketPath)).mode & 0o777).toBe(0o666);
    expect(run.tcpUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${run.tcpUrl}/openai/v1/models`)).status).toBe(401);
    expect((await fetch(`${run.tcpUrl}/openai/v1/models`, { headers: { 'x-api-key': run.key } })).status).toBe(200);
    expect((await fetch(`${run.tcpUrl}/key/${run.key}/openai/v1/models`)).status).toBe(200);
    await Promise.all([run.close(), run.close()]);
    await expect(stat(run.socketPath)).rejects.toThrow('ENOENT');
    await expect(fetch(`${run.tcpUrl}/`)).rejects.toThrow('fetch failed');
    const again = await gateway.openRun({ id: 'run-1', socketDirectory: directory, models: {}, deadlineAtMs: Date.now() + 1000 });
    expect(again.socketPath).toBe(run.socketPath);
    expect(again.key).not.toBe(run.key);
  });

  test('takes over the socket of a dead process, but not that of a living one', async () => {
    const { run, directory } = await open();
    const other = await openGateway();
    ends.push(() => other.close());
    const spec = { id: 'run-1', socketDirectory: directory, models: {}, deadlineAtMs: Date.now() + 1000 };
    await expect(other.openRun(spec)).rejects.toMatchObject({ code: 'gateway_could_not_listen' });
    const dead = join(directory, 'dead');
    await mkdir(dead);
    const { path } = await (async () => {
      const { socketPath } = await other.openRun({ ...spec, socketDirectory: dead });
      return { path: socketPath };
    })();
    await other.close();
    // A process that was killed leaves its socket.
    const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    await promisify(execFile)(process.execPath, ['-e', script]).catch(() => undefined);
    expect((await stat(path)).isSocket()).toBe(true);
    const third = await openGateway();
    ends.push(() => third.close());
    const taken = await third.openRun({ ...spec, socketDirectory: dead });
    expect((await ask(taken.socketPath, { method: 'GET', path: '/openai', key: taken.key })).status).toBe(200);
    expect(run.key).not.toBe(taken.key);
  });

  test.each([
    [{ socketDirectory: `/tmp/${'x'.repeat(100)}` }, /may have 107 bytes/],
    [{ socketDirectory: 'relative' }, /must be an absolute path/],
    [{ registries: ['cpan'] }, /no registry called "cpan"/],
    [{ otherModelsBecome: 'x' }, /not one of the models/],
    [{ models: { m: { protocol: 'openai', baseUrl: 'ftp://x', key: null } } }, /not an address of http/],
    [{ models: { m: { protocol: 'openai', baseUrl: 'https://u:p@x/v1', key: null } } }, /has a login in it/],
    [{ budget: { tokens: Number.NaN } }, /must be a number from 0 on/],
  ] as unknown as [Partial<GatewayRunSpec>, RegExp][])('settings %j are refused', async (spec, said) => {
    await expect(open(spec)).rejects.toMatchObject({ code: 'gateway_settings_invalid', message: expect.stringMatching(said) });
  });

  test('is closed at once, whatever it waits for', async () => {
    const never = () => new Promise<never>(() => undefined);
    const { run } = await open(
      {
        egress: [
          { through: 'tunnel', host: 'a.example' },
          { through: 'http', host: 'a.example' },
          { through: 'http', host: 'b.example', authorization: never },
        ],
      },
      { resolve: never },
    );
    const waiting = Promise.allSettled([
      tunnel(run.socketPath, 'a.example:443', run.key),
      ask(run.socketPath, { method: 'GET', path: 'http://a.example/', key: run.key }),
      ask(run.socketPath, { method: 'GET', path: 'http://b.example/', key: run.key }),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await run.close();
    expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  test('two runs do not know each other’s keys', async () => {
    const { gateway, run, directory } = await open();
    const other = await gateway.openRun({ id: 'run-2', socketDirectory: directory, models: {}, deadlineAtMs: Date.now() + 60_000 });
    expect((await ask(run.socketPath, { method: 'GET', path: '/openai', key: other.key })).status).toBe(401);
    expect((await ask(other.socketPath, { method: 'GET', path: '/openai', key: other.key })).status).toBe(200);
    await expect(gateway.openRun({ id: 'run-2', socketDirectory: directory, models: {}, deadlineAtMs: 0 })).rejects.toThrow(/open already/);
  });

  test('garbage and web sockets are answered, not served', async () => {
    const { run } = await open();
    const socket = connect(run.socketPath);
    socket.write('\u0016\u0003\u0001 no http\r\n\r\n');
    await once(socket, 'close');
    const upgrade = await ask(run.socketPath, {
      method: 'GET',
      path: '/openai/v1/responses',
      key: run.key,
      headers: { connection: 'Upgrade', upgrade: 'websocket' },
    });
    expect(upgrade.status).toBe(426);
    expect((await ask(run.socketPath, { method: 'GET', path: '/openai', key: run.key })).status).toBe(200);
  });

  test('logs are bounded', async () => {
    const { run, events } = await open({}, { limits: { logEntries: 10 } });
    for (let count = 0; count < 15; count++) await ask(run.socketPath, { method: 'GET', path: `/nothing/${count}`, key: run.key });
    expect(run.refusals().map(({ path }) => path)).toEqual(Array.from({ length: 10 }, (_, index) => `/nothing/${index + 5}`));
    expect(events).toHaveLength(10);
    expect(run.usage().refused).toBe(15);
  });
});
