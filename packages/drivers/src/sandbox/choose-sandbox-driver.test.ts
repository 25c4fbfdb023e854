import { describe, expect, test } from 'vitest';
import { type SandboxGuard, chooseSandboxDriver, requireSandboxGuards } from './index.ts';
import type { SandboxProbe } from './sandbox-port.ts';

const guards: SandboxGuard[] = ['memory', 'cpu', 'processes', 'disk', 'network', 'files', 'privileges'];

function driver(name: string, has: SandboxGuard[] | 'broken') {
  const enforces = Object.fromEntries(guards.map((guard) => [guard, has.includes(guard)])) as SandboxProbe['enforces'];
  const probe: SandboxProbe = {
    usable: has !== 'broken',
    why: has === 'broken' ? 'no engine answers' : null,
    isolation: has.length === 0 ? 'none' : 'container',
    enforces,
  };
  return { name, probe };
}

describe('the driver by default', () => {
  test('is the strongest that works, whatever the order', () => {
    const all = [driver('process', []), driver('bubblewrap', ['files', 'network']), driver('docker', guards)];
    expect(chooseSandboxDriver(all)).toMatchObject({ name: 'docker', reason: expect.stringMatching(/^docker enforces a limit of memory/) });
  });

  test('says why stronger ones were passed over, and that the weakest keeps nobody out', () => {
    expect(chooseSandboxDriver([driver('docker', 'broken'), driver('bubblewrap', ['files', 'network'])])).toEqual({
      name: 'bubblewrap',
      reason: 'bubblewrap enforces no network but the gateway, no files but its own; docker does not work here (no engine answers)',
    });
    expect(chooseSandboxDriver([driver('bubblewrap', 'broken'), driver('process', [])])?.reason).toMatch(
      /^process keeps nobody out; bubblewrap does/,
    );
    expect(chooseSandboxDriver([driver('process', 'broken')])).toBeUndefined();
  });
});

describe('what a project requires', () => {
  const probed = [driver('docker', guards), driver('bubblewrap', ['files', 'network']), driver('process', []), driver('podman', 'broken')];

  test('is given, or refused by name with what is lacking and who has it', () => {
    expect(() => requireSandboxGuards('docker', guards, probed)).not.toThrow();
    expect(() => requireSandboxGuards('process', [], probed)).not.toThrow();
    expect(() => requireSandboxGuards('bubblewrap', ['files', 'memory'], probed)).toThrow(
      expect.objectContaining({
        code: 'sandbox_too_weak',
        message: 'The project requires a limit of memory (memory), which the sandbox bubblewrap cannot give here. docker can.',
      }),
    );
    expect(() => requireSandboxGuards('process', ['network'], [driver('process', [])])).toThrow(/No sandbox of this machine can/);
  });

  test('cannot be given by one that does not work or is not there', () => {
    expect(() => requireSandboxGuards('podman', [], probed)).toThrow(expect.objectContaining({ code: 'sandbox_unavailable' }));
    expect(() => requireSandboxGuards('chroot', [], probed)).toThrow(expect.objectContaining({ code: 'sandbox_unknown' }));
  });
});
