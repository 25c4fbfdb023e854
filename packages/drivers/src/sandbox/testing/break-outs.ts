/** What stands outside of the walls, for attacks to look for. */
export interface BreakOutTargets {
  /** A file on the host that everybody may read, with `secret` in it. */
  readonly hostFile: string;
  /** A port that something on the host listens to on all its addresses. */
  readonly hostPort: number;
  /** The host's own addresses, loopback apart. */
  readonly hostAddresses: readonly string[];
  /** Name of an abstract unix socket that the host listens to. */
  readonly hostAbstractSocket: string;
  /** A process of the host's. */
  readonly hostPid: number;
  /** Another sandbox's work folder on the host, with a file `theirs` in it. */
  readonly siblingDirectory: string;
  /** Of a server in the other sandbox, on its loopback. */
  readonly siblingPort: number;
  /** That the other sandbox listens to. */
  readonly siblingAbstractSocket: string;
  /** Of a process in the other sandbox that runs `sleep` for this long. */
  readonly siblingSleepSeconds: number;
  /** The engine's socket, or where one usually is. */
  readonly engineSocket: string;
}

/** A try to get out. It ends with 0 if it succeeded, with anything else but 127 if it did not. */
export interface BreakOut {
  readonly name: string;
  readonly command: readonly string[];
  /** Whether it succeeds for a root that no walls are around, without doing harm there: the proof that it bites. */
  readonly bites: boolean;
}

const shell = (name: string, text: string, bites = false): BreakOut => ({ name, command: ['sh', '-c', text], bites });
const perl = (name: string, text: string, bites = false): BreakOut => ({ name, command: ['perl', '-e', text], bites });
/** A system call by its number on x86-64; it succeeds if it returns no error. */
const call = (name: string, words: string, bites = false): BreakOut => ({
  name: `system call ${name}`,
  command: ['perl', '-e', `exit(syscall(${words}) >= 0 ? 0 : 1)`],
  bites,
});
const node = (name: string, text: string, args: readonly (string | number)[], bites = false): BreakOut => ({
  name,
  command: ['node', '-e', text, ...args.map(String)],
  bites,
});

/** Where clouds tell a machine its credentials, where routers and engines are, the internet, and what often runs on a machine. */
const elsewhere = `169.254.169.254:80 169.254.170.2:80 100.100.100.200:80 [fd00:ec2::254]:80 [fe80::a9fe:a9fe]:80
  10.0.0.1:80 10.0.2.2:22 192.168.0.1:80 192.168.1.1:443 172.16.0.1:80 100.64.0.1:80 0.0.0.0:2375 127.0.0.1:2375 127.0.0.1:2376
  1.1.1.1:53 8.8.8.8:53 9.9.9.9:853 140.82.121.4:443 [2606:4700:4700::1111]:53 127.0.0.53:53
  127.0.0.1:5432 127.0.0.1:6379 127.0.0.1:11434 127.0.0.1:22 127.0.0.1:80 127.0.0.1:443 127.0.0.1:8080 127.0.0.1:3000`
  .trim()
  .split(/\s+/);

export function breakOuts(targets: BreakOutTargets): BreakOut[] {
  const ofHost = targets.hostAddresses.map((address) => (address.includes(':') ? `[${address}]` : address));
  const targetsOfNetwork = [
    ['127.0.0.1', '[::1]', '172.17.0.1', ...ofHost].map((address) => `${address}:${targets.hostPort}`),
    ['127.0.0.1', '172.17.0.2'].map((address) => `${address}:${targets.siblingPort}`),
    elsewhere,
  ].flat();
  return [
    // Rights
    shell('has a capability', `grep -Eq '^Cap(Inh|Prm|Eff|Bnd|Amb):.*[1-9a-f]' /proc/self/status`, true),
    shell('may gain rights', `! grep -Eq '^NoNewPrivs:.*1' /proc/self/status`, true),
    shell('makes system calls that nobody filters', `! grep -Eq '^Seccomp:.*2' /proc/self/status`, true),
    shell('is root', `[ "$(id -u)" = 0 ]`, true),
    perl('becomes root', 'use POSIX; exit(POSIX::setuid(0) ? 0 : 1)', true),
    shell('becomes root by a program that makes one', `su root -s /bin/sh -c true </dev/null`),
    shell('gives a file to root', 'touch mine && chown 0:0 mine', true),
    shell('makes a device', 'mknod disk b 259 0 && head -c1 disk >/dev/null'),
    shell(
      'opens a disk',
      'for d in /dev/vd* /dev/sd* /dev/nvme* /dev/mem /dev/kmem /dev/kvm /dev/fuse /dev/loop-control; do [ -e "$d" ] && head -c1 "$d" && exit 0; done; exit 1',
    ),
    // Mounts and namespaces
    shell('mounts', 'mkdir -p place && mount -t tmpfs none place'),
    shell('binds over its own view', 'mount --bind /tmp /usr'),
    shell('unmounts', 'umount /proc || umount /tmp'),
    shell('makes a user namespace', 'unshare --user true', true),
    shell('makes a network namespace', 'unshare --net true', true),
    shell('enters the first process', 'nsenter --target 1 --mount true'),
    perl('changes its root', 'exit(chroot(".") ? 0 : 1)', true),
    shell('remounts the root for writing', 'mount -o remount,rw /'),
    // Files
    shell(
      'writes to the system',
      'for f in /usr/x /usr/bin/x /etc/x /x /bin/x /lib/x /opt/devteam/x /opt/devteam/runner/inside/x /run/x /run/devteam/x; do (: > "$f") 2>/dev/null && rm "$f" && exit 0; done; exit 1',
      true,
    ),
    shell('changes the runner', 'for f in /opt/devteam/runner/inside/*.mjs /opt/devteam/bin/node; do [ -w "$f" ] && exit 0; done; exit 1'),
    shell('reads a file of the host', `cat ${targets.hostFile}`, true),
    shell('reads a file of the host by a link', `ln -sfn ${targets.hostFile} link && cat link`, true),
    shell('reads a file of the host by the root of its process', `cat /proc/${targets.hostPid}/root${targets.hostFile}`, true),
    shell('reads passwords', 'cat /etc/shadow /etc/sudoers', false),
    shell('reads the home of root', 'ls /root', true),
    shell('reads the work folder of another', `cat ${targets.siblingDirectory}/theirs`, true),
    shell(
      'finds folders of the host',
      'ls -d /home/*/.ssh /root/.ssh /var/lib/docker /var/lib/devteam /work /srv/* /mnt/* /media/* 2>/dev/null | grep -q .',
    ),
    node('speaks to the engine', connectToFile, [targets.engineSocket, '/var/run/docker.sock', '/run/podman/podman.sock']),
    shell('finds another socket of the host', 'find / -xdev -type s 2>/dev/null | grep -v ^/run/devteam/ | grep -q .'),
    node('speaks to the host as if it were the runner', connectToFile, ['/run/devteam/control']),
    // What /proc and /sys tell and take
    shell(
      'writes to the kernel',
      'echo x > /proc/sys/kernel/hostname || echo x > /proc/sys/kernel/core_pattern || echo b > /proc/sysrq-trigger || echo 1 > /proc/sys/net/ipv4/ip_forward',
    ),
    shell(
      'reads memory of the kernel',
      'head -c1 /proc/kcore | grep -q . || grep -qv ^0000000000000000 /proc/kallsyms || grep -q . /proc/keys',
    ),
    shell('reads messages of the kernel', 'dmesg | grep -q .'),
    shell(
      'changes its own limits',
      'for f in $(find /sys/fs/cgroup -name memory.limit_in_bytes -o -name memory.max -o -name pids.max 2>/dev/null | head -50); do [ -w "$f" ] && exit 0; done; exit 1',
    ),
    shell('writes to devices by /sys', 'find /sys -writable -type f 2>/dev/null | head -1 | grep -q .'),
    // Processes
    shell(
      'sees a process of the host',
      `[ -d /proc/${targets.hostPid} ] && tr '\\0' ' ' < /proc/${targets.hostPid}/cmdline | grep -q vitest`,
      true,
    ),
    shell('signals a process of the host', `kill -0 ${targets.hostPid} && grep -q vitest /proc/${targets.hostPid}/cmdline`, true),
    shell('sees a process of another', `cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -q '[s]leep ${targets.siblingSleepSeconds} '`, true),
    shell('reads the environment of the first process', `tr '\\0' '\\n' < /proc/1/environ | grep -q PLANTED`),
    shell('has a secret of the host in its environment', `env | grep -q PLANTED_SECRET`),
    // Ways to others that no file leads to
    node('reaches a socket of the host that has no file', connectTo, [targets.hostAbstractSocket], true),
    node('reaches a socket of another that has no file', connectTo, [targets.siblingAbstractSocket], true),
    shell('shares memory with another', 'ls /dev/shm/theirs', true),
    node(`reaches one of ${targetsOfNetwork.length} addresses`, connectToAny, targetsOfNetwork, true),
    node('resolves a name', `require('node:dns').lookup(process.argv[1], (error) => process.exit(error ? 1 : 0))`, ['example.com']),
    node('sends a datagram out', sendDatagram, []),
    node(
      'has an address of its own',
      `process.exit(Object.values(require('node:os').networkInterfaces()).flat().some((each) => !each.internal) ? 0 : 1)`,
      [],
      true,
    ),
    ...(process.arch === 'x64' ? systemCalls : []),
  ];
}

/** The name of a socket without a file begins with NUL, which no argument can hold. */
const connectTo = `
require('node:net').connect({ path: String.fromCharCode(0) + process.argv[1] }).on('connect', () => process.exit(0)).on('error', () => process.exit(1));`;

const connectToFile = `
const all = process.argv.slice(1).map((path) => new Promise((resolve) => {
  require('node:net').connect({ path }).on('connect', () => resolve(true)).on('error', () => resolve(false));
}));
Promise.all(all).then((reached) => process.exit(reached.includes(true) ? 0 : 1));`;

/** Ends with 0 if any answers within a second. */
const connectToAny = `
const all = process.argv.slice(1).map((target) => new Promise((resolve) => {
  const [, host, port] = /^\\[?(.*?)\\]?:(\\d+)$/.exec(target);
  const socket = require('node:net').connect({ host, port: Number(port), timeout: 1000 });
  socket.on('connect', () => { console.log(target); resolve(true); socket.destroy(); })
    .on('error', () => resolve(false)).on('timeout', () => { socket.destroy(); resolve(false); });
}));
Promise.all(all).then((reached) => process.exit(reached.includes(true) ? 0 : 1));`;

const sendDatagram = `
const socket = require('node:dgram').createSocket('udp4');
socket.on('error', () => process.exit(1)).send('x', 53, '8.8.8.8', (error) => process.exit(error ? 1 : 0));`;

/** A program of some fifty bytes of machine code that asks for a socket of a virtual machine by interrupt 0x80, and ends with 0 if it gets one. */
const thirtyTwoBit = `
const code = Buffer.from('b867010000bb28000000b90100000031d2cd8085c00f98c00fb6f8b83c0000000f05', 'hex');
const head = Buffer.alloc(120);
head.write('7f454c4602010100', 0, 'hex');
head.writeUInt16LE(2, 16); head.writeUInt16LE(62, 18); head.writeUInt32LE(1, 20);
head.writeBigUInt64LE(0x400078n, 24); head.writeBigUInt64LE(64n, 32);
head.writeUInt16LE(64, 52); head.writeUInt16LE(56, 54); head.writeUInt16LE(1, 56);
head.writeUInt32LE(1, 64); head.writeUInt32LE(5, 68);
head.writeBigUInt64LE(0x400000n, 80); head.writeBigUInt64LE(0x400000n, 88);
const size = BigInt(head.length + code.length);
head.writeBigUInt64LE(size, 96); head.writeBigUInt64LE(size, 104); head.writeBigUInt64LE(0x1000n, 112);
require('node:fs').writeFileSync('door', Buffer.concat([head, code]), { mode: 0o755 });
const { signal, status } = require('node:child_process').spawnSync('./door');
process.exit(signal ? 1 : status);`;

/** Numbers are those of x86-64. */
const systemCalls: BreakOut[] = [
  call('socket of a virtual machine', '41, 40, 1, 0', true),
  call('socket of the kernel’s ciphers', '41, 38, 5, 0'),
  call('socket for raw packets', '41, 17, 3, 768', true),
  call('socket for raw internet packets', '41, 2, 3, 1', true),
  call('socket of netlink beyond routes', '41, 16, 3, 12', true),
  call('io_uring_setup', '425, 1, "\\0" x 120'),
  call('ptrace', '101, 0, 0, 0, 0', true),
  call('keyctl', '250, 0, -3, 1', true),
  call('add_key', '248, "user", "name", "x", 1, -3'),
  call('bpf', '321, 0, "\\0" x 72, 72'),
  call('perf_event_open', '298, "\\0" x 112, 0, -1, -1, 0'),
  call('userfaultfd', '323, 0', true),
  call('open_by_handle_at', '304, -100, "\\0" x 64, 0'),
  call('kexec_load', '246, 0, 0, 0, 0'),
  call('unshare of everything', '272, 0x7e020000', true),
  call('clone with a user namespace', '56, 0x10000011, 0, 0, 0, 0'),
  call('clone3', '435, "\\0" x 88, 88'),
  call('setns', '308, 0, 0'),
  call('mount by its new interface', '430, "tmpfs", 0'),
  node('makes a socket by the 32-bit door', thirtyTwoBit, []),
];
