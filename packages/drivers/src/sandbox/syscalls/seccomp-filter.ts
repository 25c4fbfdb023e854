import { type Syscall, allowedSyscalls } from './allowed-syscalls.ts';
import { errno, namespaceFlags, netlink, personalities, socketFamilies } from './seccomp-rules.ts';

/** Of the classic BPF machine, and what a filter returns. */
const op = { load: 0x20, equal: 0x15, greaterOrEqual: 0x35, greater: 0x25, and: 0x54, return: 0x06 } as const;
const verdict = { allow: 0x7f_ff_00_00, killProcess: 0x80_00_00_00, error: (code: number) => 0x00_05_00_00 | code } as const;
const at = { number: 0, architecture: 4, argument: (index: number) => 16 + 8 * index } as const;

const machines = {
  x64: { audit: 0xc0_00_00_3e, socket: 41, clone: 56, personality: 135, clone3: 435 },
  arm64: { audit: 0xc0_00_00_b7, socket: 198, clone: 220, personality: 92, clone3: 435 },
} as const;
/** On x86-64 the same calls can be made by numbers from here on, with arguments of 32 bits. */
const x32Numbers = 0x40_00_00_00;

type Machine = keyof typeof machines;
interface Instruction {
  readonly code: number;
  readonly whenTrue?: number;
  readonly whenFalse?: number;
  readonly value: number;
}

/** The rules as the kernel takes them, for one kind of machine. Undefined for one that is not known. */
export function findSeccompFilter(architecture: string): Buffer | undefined {
  if (!Object.hasOwn(machines, architecture)) return undefined;
  return encode(program(architecture as Machine));
}

function program(machine: Machine): Instruction[] {
  const { audit, clone, clone3, personality, socket } = machines[machine];
  const load = (offset: number): Instruction => ({ code: op.load, value: offset });
  const end = (value: number): Instruction => ({ code: op.return, value });
  /** Goes on with these for this value, and behind them for any other. They must end in a verdict. */
  const onlyIf = (value: number, then: readonly Instruction[]): Instruction[] => [
    { code: op.equal, value, whenFalse: then.length },
    ...then,
  ];
  const allowIf = (value: number) => onlyIf(value, [end(verdict.allow)]);

  return [
    load(at.architecture),
    { code: op.equal, value: audit, whenTrue: 1 },
    end(verdict.killProcess),
    load(at.number),
    { code: op.greaterOrEqual, value: x32Numbers, whenFalse: 1 },
    end(verdict.killProcess),
    ...onlyIf(clone3, [end(verdict.error(errno.ENOSYS))]),
    ...onlyIf(socket, [
      load(at.argument(0)),
      ...Object.values(socketFamilies).flatMap(allowIf),
      ...onlyIf(netlink.family, [load(at.argument(2)), ...allowIf(netlink.routeProtocol), end(verdict.error(errno.EAFNOSUPPORT))]),
      end(verdict.error(errno.EAFNOSUPPORT)),
    ]),
    ...onlyIf(clone, [load(at.argument(0)), { code: op.and, value: namespaceFlags }, ...allowIf(0), end(verdict.error(errno.EPERM))]),
    ...onlyIf(personality, [load(at.argument(0)), ...personalities.flatMap(allowIf), end(verdict.error(errno.EPERM))]),
    ...rangesOf(machine).flatMap(([first, last]): Instruction[] => [
      { code: op.greaterOrEqual, value: first, whenFalse: 2 },
      { code: op.greater, value: last, whenTrue: 1 },
      end(verdict.allow),
    ]),
    // What came into the world later: programs ask for it and have another way if it is not there.
    { code: op.greater, value: newestOf(machine), whenFalse: 1 },
    end(verdict.error(errno.ENOSYS)),
    end(verdict.error(errno.EPERM)),
  ];
}

const numbersOf = (machine: Machine): number[] => allowedSyscalls.flatMap((one: Syscall) => one[machine] ?? []).toSorted((a, b) => a - b);
const newestOf = (machine: Machine): number => numbersOf(machine).at(-1) ?? 0;

/** Neighbors put together, both ends included: about a hundred comparisons instead of three times as many. */
function rangesOf(machine: Machine): [first: number, last: number][] {
  const ranges: [number, number][] = [];
  for (const number of numbersOf(machine)) {
    const range = ranges.at(-1);
    if (range && number <= range[1] + 1) range[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}

function encode(instructions: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(8 * instructions.length);
  for (const [index, { code, value, whenFalse = 0, whenTrue = 0 }] of instructions.entries()) {
    bytes.writeUInt16LE(code, 8 * index);
    bytes.writeUInt8(whenTrue, 8 * index + 2);
    bytes.writeUInt8(whenFalse, 8 * index + 3);
    bytes.writeUInt32LE(value >>> 0, 8 * index + 4);
  }
  return bytes;
}
