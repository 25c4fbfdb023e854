import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { isPublicAddress } from './addresses.ts';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}
export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>;

export const resolveBySystem: Resolve = async (host) => {
  const found = await lookup(host, { all: true, order: 'verbatim' });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
};

/**
 * The addresses of a host that may be connected to, or why there are none. All of them have to be allowed: a name that has a public and a private
 * one wants something. The connection must go to one of these and ask nobody again.
 */
export async function resolveAllowed(
  host: string,
  resolve: Resolve,
  allowedPrivate: readonly string[],
): Promise<{ addresses: readonly ResolvedAddress[] } | { refused: string } | { failed: string }> {
  const family = isIP(host);
  let addresses: readonly ResolvedAddress[];
  try {
    addresses = family === 0 ? await resolve(host) : [{ address: host, family: family === 6 ? 6 : 4 }];
  } catch (error) {
    return { failed: `${host} has no address: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (addresses.length === 0) return { failed: `${host} has no address` };
  const named = networksOf(allowedPrivate);
  const isNamed = ({ address, family }: ResolvedAddress) => named.check(address, family === 6 ? 'ipv6' : 'ipv4');
  const bad = addresses.find((each) => !isNamed(each) && (!isPublicAddress(each.address) || isOurs(each.address)));
  if (bad) return { refused: `${host} is at ${bad.address}, which is not an address of the open internet and is not named by the rule` };
  return { addresses };
}

/** Addresses and networks: `10.1.2.3`, `10.1.0.0/16`. Throws for what is neither. */
export function networksOf(texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const [address = '', prefix] = text.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

const isOurs = (address: string): boolean =>
  Object.values(networkInterfaces()).some((entries) => entries?.some((entry) => entry.address === address) === true);
