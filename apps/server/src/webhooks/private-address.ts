import { BlockList, isIP, isIPv4 } from 'node:net';

/** Nothing that the internet routes to: this machine, its networks, what clouds tell their machines, and what is not in use. */
const ranges: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
/** Of IPv6 only what is given out for all is public; the rest of it, tunnels and mapped addresses among it, is not. */
const publicV6 = new BlockList();
publicV6.addSubnet('2000::', 3, 'ipv6');
const privateV6 = new BlockList();
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  privateV6.addSubnet(network, prefix, 'ipv6');
const privateV4 = new BlockList();
for (const [network, prefix] of ranges) privateV4.addSubnet(network, prefix, 'ipv4');

/** Whether an address is one that only somebody within some network can reach. What is no address is private too. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (isIP(plain) === 0) return true;
  if (isIPv4(plain)) return privateV4.check(plain, 'ipv4');
  return !publicV6.check(plain, 'ipv6') || privateV6.check(plain, 'ipv6');
}
