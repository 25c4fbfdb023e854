/** Errors of Linux that are the same on all architectures here. */
export const errno = { EPERM: 1, ENOSYS: 38, EAFNOSUPPORT: 97 } as const;

/** Sockets that may be made. Not among them: those of a virtual machine's host (40), which no network namespace holds, of the kernel's ciphers (38), and raw packets (17). */
export const socketFamilies = { unix: 1, inet: 2, inet6: 10 } as const;
/** Asking for one's own addresses is all that a netlink socket is good for here. */
export const netlink = { family: 16, routeProtocol: 0 } as const;

/** Flags of `clone` that make namespaces (mount, cgroup, uts, ipc, user, pid, net). */
export const namespaceFlags = 0x7e_02_00_00;

/** Linux, 32-bit addresses and the question what it is. */
export const personalities = [0x0, 0x8, 0x2_00_00, 0x2_00_08, 0xff_ff_ff_ff] as const;

/** With it glibc falls back to `clone`, whose flags a filter can read; those of `clone3` lie in memory. */
export const missingOnPurpose = ['clone3'] as const;
