import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readEngineSettings } from '../config.ts';
import { SandboxError } from '../sandbox-error.ts';
import { createEngineClient } from './engine-client.ts';

export interface RunnerImage {
  /** To be given as `image` to the driver. */
  readonly name: string;
  /** Of its content and settings, as the engine computes it: `sha256:…`. The same digest is the same image. */
  readonly digest: string;
  readonly bytes: number;
}

export interface RunnerImageOptions {
  /** Unix socket of the engine. From the environment unless told. */
  readonly engineSocket?: string | undefined;
  /** `localhost/devteam/runner:local` unless told. */
  readonly name?: string | undefined;
  /** One call is one line of what the building says. */
  readonly onOutput?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const script = fileURLToPath(new URL('../../../../../images/runner/build.sh', import.meta.url));
/** What a container of it starts with. */
const changes = [
  'USER 10001:10001',
  'WORKDIR /workspace',
  'ENV PATH=/usr/local/bin:/usr/bin:/bin',
  'ENV HOME=/home/agent',
  'ENV LANG=C.UTF-8',
];

/**
 * Makes the image of sandboxes (Node, Python, Git, compilers, Aider, Codex, all of exact versions) without a registry of images, from packages of Debian, npm and PyPI,
 * and gives it to the engine. Takes some minutes, root and `mmdebstrap`. Throws `sandbox_unavailable` with the last lines of what went wrong.
 */
export async function buildRunnerImage(options: RunnerImageOptions = {}): Promise<RunnerImage> {
  const { name = 'localhost/devteam/runner:local', onOutput, signal } = options;
  const folder = await mkdtemp(join(tmpdir(), 'devteam-image-'));
  const archive = join(folder, 'root.tar');
  try {
    await runScript([script, archive], onOutput ?? (() => {}), signal);
    const engine = createEngineClient(options.engineSocket ?? readEngineSettings().socket);
    const query = [`fromSrc=-`, `repo=${encodeURIComponent(name)}`, ...changes.map((change) => `changes=${encodeURIComponent(change)}`)];
    const { size } = await stat(archive);
    await engine.send(`/images/create?${query.join('&')}`, createReadStream(archive), size);
    const { Id: digest, Size: bytes } = await engine.call<{ Id: string; Size: number }>('GET', `/images/${name}/json`);
    return { name, digest, bytes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runScript([program = '', ...args]: string[], onOutput: (line: string) => void, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
    const last: string[] = [];
    let rest = '';
    const take = (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        onOutput(line);
        last.push(line);
        if (last.length > 20) last.shift();
      }
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new SandboxError(
            'sandbox_unavailable',
            `The image of sandboxes could not be built (exit code ${code}): ${[...last, rest].join('\n')}`,
          ),
        );
    });
  });
}
