import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPrivateAddress } from './private-address.ts';

test.each([
  '127.0.0.1',
  '127.255.255.254',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::7f00:1',
  'fe80::1%eth0',
  'fd00::1',
  'ff02::1',
  '2002:7f00:1::',
  '[::1]',
  'localhost',
  '',
  '0x7f.1',
])('%s is private', (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

test.each(['8.8.8.8', '172.32.0.1', '172.15.255.255', '192.167.1.1', '2606:4700::1111', '[2a00:1450::1]'])('%s is not', (address) => {
  expect(isPrivateAddress(address)).toBe(false);
});

test('an IPv4 address that is mapped into IPv6 never counts as public', () => {
  const property = fc.property(fc.ipV4(), (address) => isPrivateAddress(`::ffff:${address}`));
  expect(fc.check(property)).toMatchObject({ failed: false });
});
