import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createOllamaClient } from '../../model/ollama-client.ts';
import { childRestarter } from './child-restarter.ts';
import { composeRestarter, containerRestarter, systemdRestarter } from './command-restarter.ts';

const signal = new AbortController().signal;

describe('a service that others keep is restarted by their own program', () => {
  let folder: string;
  let calls: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'restart-'));
    calls = join(folder, 'calls');
    onTestFinished(async () => {
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true });
    });
    vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
    vi.stubEnv('DEVTEAM_SECRET', 'planted');
  });
  /** Stands where systemctl or docker would, notes how it was called, then does as the test says. */
  const stand = async (program: string, then: string) => {
    const file = join(folder, program);
    await writeFile(file, `#!/bin/sh\nprintf '%s|' "$0" "$@" >> ${calls}\nprintf 'secret=%s\\n' "$DEVTEAM_SECRET" >> ${calls}\n${then}\n`);
    await chmod(file, 0o755);
  };

  test.each([
    [systemdRestarter('ollama'), 'systemctl', '--no-ask-password|restart|--|ollama|'],
    [systemdRestarter('ollama', { isUser: true }), 'systemctl', '--user|--no-ask-password|restart|--|ollama|'],
    [composeRestarter('/srv/compose.yml', 'ollama'), 'docker', 'compose|--file|/srv/compose.yml|restart|--timeout|10|ollama|'],
    [containerRestarter('ollama'), 'docker', 'restart|--time|10|ollama|'],
  ])('$label', async (restarter, program, args) => {
    await stand(program, 'exit 0');
    await restarter.restart(signal);
    expect(await readFile(calls, 'utf8')).toBe(`${join(folder, program)}|${args}secret=\n`);
    await stand(program, 'echo Access denied >&2; exit 4');
    await expect(restarter.restart(signal)).rejects.toThrow(/ended with 4: Access denied/);
    await restarter.close();
  });

  test('one that hangs is ended, with all that it started', async () => {
    await stand('systemctl', `sleep 300 & echo $! > ${folder}/pid; wait`);
    await expect(systemdRestarter('ollama').restart(AbortSignal.timeout(200))).rejects.toMatchObject({ name: 'TimeoutError' });
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
    // Gone, or dead and not yet collected by whoever does that here.
    await vi.waitFor(() => expect(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)]).stdout.toString()).toMatch(/^(?:Z.*)?\s*$/));
  });

  test('without the program it says so', async () => {
    vi.stubEnv('PATH', folder);
    await expect(containerRestarter('x').restart(signal)).rejects.toThrow('the program docker cannot be started');
  });
});

describe('a server that is a child of our own', () => {
  const fake = fileURLToPath(new URL('../../testing/fake-ollama.ts', import.meta.url));
  const freePort = async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => void server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => void server.close(resolve));
    return port;
  };

  test('is started, restarted even if it hangs, and ends with us', { timeout: 20_000 }, async () => {
    const port = await freePort();
    const client = createOllamaClient(`http://127.0.0.1:${port}`);
    const restarter = childRestarter([process.execPath, fake, String(port), 'hang']);
    onTestFinished(() => restarter.close());
    const isListening = async () => {
      const answer = await fetch(client.host, { signal: AbortSignal.timeout(100) }).catch((error: Error) => error);
      return answer instanceof Error && answer.name === 'TimeoutError';
    };
    await restarter.restart(signal);
    await vi.waitUntil(isListening, { timeout: 8000, interval: 50 });
    await restarter.restart(signal);
    await vi.waitUntil(isListening, { timeout: 8000, interval: 50 });
    await restarter.close();
    await expect(client.version(signal)).rejects.toMatchObject({ code: 'model_unreachable' });
  });

  test('one that does not ask to be ended is killed', { timeout: 20_000 }, async () => {
    const restarter = childRestarter(
      [process.execPath, '-e', "process.on('SIGTERM', () => {}); process.stderr.write('up'); setInterval(() => {}, 1000)"],
      { graceMs: 300 },
    );
    await restarter.restart(signal);
    // Long enough that it hears the signal and not the default.
    await pause(400);
    const began = performance.now();
    await restarter.close();
    expect(performance.now() - began).toBeGreaterThan(250);
  });

  test('one that ends at once, or is not there, is no restart', async () => {
    const ending = childRestarter([process.execPath, '-e', "console.error('address already in use'); process.exit(1)"]);
    // Its end may come later than the moment that is waited for, on a slow machine; then the next look finds it gone.
    const end = await ending.restart(signal).catch(String);
    expect(end ?? 'later').toMatch(/ended at once with 1: address already in use|^later$/);
    await expect(childRestarter(['/no/such/program']).restart(signal)).rejects.toThrow('/no/such/program cannot be started');
    await ending.close();
  });
});
