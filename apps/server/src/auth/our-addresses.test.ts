import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOurHost, isOurOrigin } from './our-addresses.ts';

const local = { host: '127.0.0.1', machine: 'build-machine' };

describe('isOurHost', () => {
  test.each(['127.0.0.1', '127.0.0.1:4310', 'localhost', 'localhost:80', 'LocalHost:4310', '[::1]', '[::1]:4310'])('%s', (header) => {
    expect(isOurHost(header, local)).toBe(true);
  });

  test.each([
    undefined,
    '',
    'evil.test',
    'localhost.evil.test',
    '127.0.0.1.nip.io',
    '127.0.0.2',
    '2130706433',
    'localhost.',
    'user@localhost',
    'localhost:4310:1',
    'localhost:port',
    'localhost/',
    '[::1',
    '::1',
    '[::ffff:127.0.0.1]',
    'build-machine',
    "localhost' x",
  ])('not %s', (header) => {
    expect(isOurHost(header, local)).toBe(false);
  });

  test('the configured host too, be it a name or an address', () => {
    expect(isOurHost('devteam.lan:4310', { ...local, host: 'devteam.lan' })).toBe(true);
    expect(isOurHost('[fd00::5]:4310', { ...local, host: 'fd00::5' })).toBe(true);
    expect(isOurHost('other.lan:4310', { ...local, host: 'devteam.lan' })).toBe(false);
  });

  test('a server for all addresses takes addresses and the machine by its name, but no other name', () => {
    for (const host of ['0.0.0.0', '::']) {
      const names = { ...local, host };
      expect(['10.1.2.3:4310', '[fd00::5]', 'Build-Machine:4310'].map((header) => isOurHost(header, names))).toEqual([true, true, true]);
      expect(['evil.test', '10.1.2', '1.2.3.4.5'].map((header) => isOurHost(header, names))).toEqual([false, false, false]);
    }
  });

  test('what is ours can stand in a header as it is', () => {
    const property = fc.property(fc.string(), (text) => {
      const headers = [text, `localhost:${text}`, `${text}localhost`];
      return headers.every((header) => !isOurHost(header, { ...local, host: '0.0.0.0' }) || /^[\w.[\]:-]+$/.test(header));
    });
    expect(() => fc.assert(property)).not.toThrow();
  });
});

describe('isOurOrigin', () => {
  test('is the same name and port, with or without TLS in front', () => {
    expect(isOurOrigin('http://localhost:4310', 'localhost:4310')).toBe(true);
    expect(isOurOrigin('https://devteam.lan', 'devteam.lan')).toBe(true);
    expect(isOurOrigin('HTTP://LOCALHOST:4310', 'localhost:4310')).toBe(true);
  });

  test.each([
    'null',
    '',
    'http://localhost',
    'http://localhost:4311',
    'http://127.0.0.1:4310',
    'http://localhost:4310.evil.test',
    'file://localhost:4310',
    'http://evil.test#localhost:4310',
  ])('not %s', (origin) => {
    expect(isOurOrigin(origin, 'localhost:4310')).toBe(false);
  });
});
