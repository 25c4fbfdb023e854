import assert from 'node:assert/strict';
import type { SandboxDriver } from '../sandbox-port.ts';
import { openBreakOutHost } from '../testing/break-out-host.ts';
import { breakOuts } from '../testing/break-outs.ts';

/** What a sandbox with walls is tried with: none of it gets anybody out. Resolves to the number of tries. */
export async function assertNothingBreaksOut(options: {
  driver: SandboxDriver;
  newDirectory: () => Promise<string>;
  engineSocket: string;
}): Promise<number> {
  const { driver, newDirectory } = options;
  const host = await openBreakOutHost(driver, newDirectory, options.engineSocket);
  process.env['PLANTED_SECRET'] = 'PLANTED';
  const sandbox = await driver.create({ id: `break-out/${process.pid}/${performance.now()}`, directory: await newDirectory() });
  try {
    const tries = breakOuts(host.targets);
    const results: string[] = [];
    for (const { command, name } of tries) {
      const { ended, exitCode, outputTail } = await sandbox.run({ command, timeoutMs: 20_000 });
      // 127: it was not tried, because its program is missing.
      if (ended !== 'exited' || exitCode === 0 || exitCode === 127) results.push(`${name}: ${ended} ${exitCode} ${outputTail}`);
    }
    assert.deepEqual(results, [], 'somebody broke out, or a try was none');
    return tries.length;
  } finally {
    delete process.env['PLANTED_SECRET'];
    await sandbox.close();
    await host.close();
  }
}

/** The same tries where there are no walls: those that would do no harm succeed, or they would prove nothing. */
export async function assertTriesBite(options: { driver: SandboxDriver; newDirectory: () => Promise<string> }): Promise<void> {
  const { driver, newDirectory } = options;
  const host = await openBreakOutHost(driver, newDirectory, '/nowhere');
  const sandbox = await driver.create({ id: `bite/${process.pid}/${performance.now()}`, directory: await newDirectory() });
  try {
    const results: string[] = [];
    for (const { command, name } of breakOuts(host.targets).filter((one) => one.bites)) {
      const { exitCode, outputTail } = await sandbox.run({ command, timeoutMs: 20_000 });
      if (exitCode !== 0) results.push(`${name}: ${exitCode} ${outputTail}`);
    }
    assert.deepEqual(results, []);
  } finally {
    await sandbox.close();
    await host.close();
  }
}
