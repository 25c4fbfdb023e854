import { allowedSyscalls } from './allowed-syscalls.ts';
import { errno, missingOnPurpose, namespaceFlags, netlink, personalities, socketFamilies } from './seccomp-rules.ts';

/**
 * The rules as container engines take them, as JSON. Only the machine's own 64-bit entry is in it: by the 32-bit one, sockets are made with a call whose
 * arguments no filter can see. A call of another architecture kills the process.
 */
export function engineSeccompProfile(): string {
  const allow = (names: readonly string[], args: object[] = []) => ({ names, action: 'SCMP_ACT_ALLOW', args });
  const equals = (index: number, value: number) => ({ index, value, op: 'SCMP_CMP_EQ' });
  return JSON.stringify({
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: errno.EPERM,
    archMap: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_AARCH64'].map((architecture) => ({ architecture, subArchitectures: [] })),
    syscalls: [
      allow(allowedSyscalls.map((one) => one.name)),
      ...Object.values(socketFamilies).map((family) => allow(['socket'], [equals(0, family)])),
      allow(['socket'], [equals(0, netlink.family), equals(2, netlink.routeProtocol)]),
      ...personalities.map((value) => allow(['personality'], [equals(0, value)])),
      allow(['clone'], [{ index: 0, value: namespaceFlags, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }]),
      { names: missingOnPurpose, action: 'SCMP_ACT_ERRNO', errnoRet: errno.ENOSYS, args: [] },
    ],
  });
}
