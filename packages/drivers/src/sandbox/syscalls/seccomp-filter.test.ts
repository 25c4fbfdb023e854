import { describe, expect, test } from 'vitest';
import { allowedSyscalls } from './allowed-syscalls.ts';
import { engineSeccompProfile } from './engine-profile.ts';
import { findSeccompFilter } from './seccomp-filter.ts';

const machines = { x64: 0xc000003e, arm64: 0xc00000b7 } as const;
const allow = 0x7fff0000;
const kill = 0x80000000;
const error = (code: number) => 0x00050000 + code;

/** What the kernel would say: a machine with one register that reads the call's number, architecture and arguments. */
function judge(filter: Buffer, call: { number: number; architecture: number; args?: number[] }): number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(call.number >>> 0, 0);
  data.writeUInt32LE(call.architecture, 4);
  for (const [index, value] of (call.args ?? []).entries()) data.writeUInt32LE(value >>> 0, 16 + 8 * index);
  let register = 0;
  for (let at = 0; at < filter.length / 8; at += 1) {
    const code = filter.readUInt16LE(8 * at);
    const value = filter.readUInt32LE(8 * at + 4);
    const jump = (holds: boolean) => (at += filter.readUInt8(8 * at + (holds ? 2 : 3)));
    if (code === 0x20) register = data.readUInt32LE(value);
    else if (code === 0x54) register = (register & value) >>> 0;
    else if (code === 0x15) jump(register === value);
    else if (code === 0x25) jump(register > value);
    else if (code === 0x35) jump(register >= value);
    else if (code === 0x06) return value;
    else throw new Error(`instruction ${code}`);
  }
  throw new Error('it ended without a verdict');
}

describe.each(['x64', 'arm64'] as const)('the filter for %s', (machine) => {
  const filter = findSeccompFilter(machine) ?? Buffer.alloc(0);
  const judged = (number: number, args: number[] = []) => judge(filter, { number, architecture: machines[machine], args });
  const numbers = new Set(allowedSyscalls.flatMap((one) => one[machine] ?? []));
  const [socket, clone, clone3, personality] = machine === 'x64' ? [41, 56, 435, 135] : [198, 220, 435, 92];

  test('lets through what is in the list, and no other of all numbers', () => {
    const withRules = new Set([socket, clone, clone3, personality]);
    for (let number = 0; number < 700; number += 1) {
      if (withRules.has(number)) continue;
      expect([number, judged(number) === allow]).toEqual([number, numbers.has(number)]);
    }
  });

  test('refuses what is known, and does not know what came later', () => {
    const unshare = machine === 'x64' ? 272 : 97;
    expect([judged(unshare), judged(600)]).toEqual([error(1), error(38)]);
  });

  test('makes sockets of the machine itself and of the internet, none of a virtual machine, no raw packets', () => {
    const families = Array.from({ length: 50 }, (_, family) => family);
    expect(families.filter((family) => judged(socket, [family, 1, 0]) === allow)).toEqual([1, 2, 10, 16]);
    expect(judged(socket, [40, 1, 0])).toBe(error(97));
    expect(judged(socket, [16, 3, 12])).toBe(error(97));
  });

  test('forks and makes threads, but no namespace', () => {
    expect([judged(clone, [0x3d0f00]), judged(clone, [17])]).toEqual([allow, allow]);
    for (let bit = 25; bit < 31; bit += 1) expect(judged(clone, [(1 << bit) | 17])).toBe(error(1));
    expect(judged(clone, [0x20000])).toBe(error(1));
    expect(judged(clone3)).toBe(error(38));
  });

  test('is of one personality only', () => {
    expect([judged(personality, [0xffffffff]), judged(personality, [0x0040000])]).toEqual([allow, error(1)]);
  });

  test('ends who comes by another door', () => {
    expect(judge(filter, { number: 1, architecture: 0x40000003 })).toBe(kill);
    expect(judge(filter, { number: 0x40000000 + 41, architecture: machines[machine] })).toBe(kill);
  });
});

test('there is no filter for machines that nobody looked up', () => {
  expect([findSeccompFilter('s390x'), findSeccompFilter('toString')]).toEqual([undefined, undefined]);
});

test('the profile for engines says the same', () => {
  const profile = JSON.parse(engineSeccompProfile()) as {
    defaultAction: string;
    archMap: { subArchitectures: string[] }[];
    syscalls: { names: string[]; action: string; args: { index: number; value: number }[] }[];
  };
  expect(profile.defaultAction).toBe('SCMP_ACT_ERRNO');
  expect(profile.archMap.flatMap((one) => one.subArchitectures)).toEqual([]);
  const allowedWithout = profile.syscalls.filter((rule) => rule.action === 'SCMP_ACT_ALLOW' && rule.args.length === 0);
  expect(allowedWithout.flatMap((rule) => rule.names)).toEqual(allowedSyscalls.map((one) => one.name));
  for (const name of ['io_uring_setup', 'mount', 'unshare', 'ptrace', 'keyctl', 'bpf', 'socket', 'clone3'])
    expect(allowedSyscalls.map((one) => one.name)).not.toContain(name);
  const families = profile.syscalls.filter((rule) => rule.names.includes('socket')).map((rule) => rule.args[0]?.value);
  expect(families).toEqual([1, 2, 10, 16]);
});
