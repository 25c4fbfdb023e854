import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';

const program = `
  import { catchSignals } from ${JSON.stringify(new URL('./signals.ts', import.meta.url).href)};
  catchSignals((signal) => process.stdout.write(\`first \${signal}\\n\`));
  setInterval(() => undefined, 1000);
  process.stdout.write('ready\\n');
`;

/** A process that catches signals, and signals sent to it with pauses before them, in milliseconds. */
async function send(...signals: [pauseMs: number, signal: NodeJS.Signals][]) {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  const isReady = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString('utf8');
      if (stdout.includes('ready')) resolve();
    });
  });
  const exited = new Promise<number | null>((resolve) => void child.once('close', resolve));
  await isReady;
  for (const [pauseMs, signal] of signals) {
    await sleep(pauseMs);
    child.kill(signal);
  }
  const exitCode = await Promise.race([exited, sleep(300).then(() => 'still there' as const)]);
  child.kill('SIGKILL');
  await exited;
  return { exitCode, said: stdout.split('\n').slice(1, -1) };
}

describe('signals', () => {
  test('the first one is told', async () => {
    expect(await send([0, 'SIGTERM'])).toEqual({ exitCode: 'still there', said: ['first SIGTERM'] });
  });

  test('one press that arrives twice, as under npm, is one', async () => {
    expect(await send([0, 'SIGINT'], [50, 'SIGINT'])).toEqual({ exitCode: 'still there', said: ['first SIGINT'] });
  });

  test('a second press ends the process at once', async () => {
    expect(await send([0, 'SIGINT'], [800, 'SIGINT'])).toEqual({ exitCode: 130, said: ['first SIGINT'] });
  });
});
