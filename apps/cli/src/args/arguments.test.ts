import { tmpdir } from 'node:os';
import { permissions, roles } from '@devteam/api';
import { Command } from 'commander';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCheck } from './check.ts';
import { parseCustomer } from './customer.ts';
import { portOption } from './port.ts';
import { recordingsOption } from './recordings.ts';
import { parsePermission } from './permission.ts';
import { parseRole } from './role.ts';
import { emailAddress, shortText } from './short-text.ts';
import { parseSpeed } from './speed.ts';
import { addStopOptions, stopPointsOf } from './stop-points.ts';
import { wholeNumber } from './whole-number.ts';

describe('wholeNumber', () => {
  test('takes the numbers within its bounds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), (value) => {
        expect(wholeNumber(1, 20)(String(value))).toBe(value);
      }),
    );
  });

  test.each(['0', '21', '-1'])('says its bounds for %s', (text) => {
    expect(() => wholeNumber(1, 20)(text)).toThrow('from 1 to 20');
  });

  test.each(['', ' 1', '1.5', '1e3', '0x10', '١', '99999999999'])('refuses %j', (text) => {
    expect(() => wholeNumber(0, 65_535)(text)).toThrow('whole number');
  });
});

describe('a customer', () => {
  test.each([
    ['bakery', { id: 'bakery', name: 'bakery' }],
    ['bakery:Hallmann Bakery', { id: 'bakery', name: 'Hallmann Bakery' }],
    ['bakery: a: b ', { id: 'bakery', name: 'a: b' }],
  ])('%s', (text, customer) => {
    expect(parseCustomer(text)).toEqual(customer);
  });

  test.each(['', 'Bakery', '-x', 'a/b', 'ä', 'a:', ':Name', 'a b'])('refuses %j', (text) => {
    expect(() => parseCustomer(text)).toThrow(/for example/);
  });
});

test('checks add up in the order given, and their names stay short', () => {
  const long = `npm test -- ${'x'.repeat(100)}`;
  const checks = parseCheck(long, parseCheck(' npm run build '));
  expect(checks.map((check) => check.command)).toEqual(['npm run build', long]);
  expect(checks[0]?.name).toBe('npm run build');
  expect(checks[1]?.name).toHaveLength(40);
  expect(() => parseCheck('  ')).toThrow('empty');
});

test.each([
  ['0', 0],
  ['2.5', 2.5],
  ['1000', 1000],
])('a speed of %s', (text, speed) => {
  expect(parseSpeed(text)).toBe(speed);
});

test.each(['-1', 'fast', '', '1001', 'Infinity'])('no speed of %j', (text) => {
  expect(() => parseSpeed(text)).toThrow('from 0');
});

describe('a role', () => {
  test('is everywhere, or at a place, and several add up', () => {
    expect(parseRole('viewer@bakery/shop', parseRole('manager@bakery', parseRole('owner')))).toEqual([
      { role: 'owner', place: null },
      { role: 'manager', place: 'bakery' },
      { role: 'viewer', place: 'bakery/shop' },
    ]);
  });

  test.each([...roles])('%s is one', (role) => {
    expect(parseRole(role)).toEqual([{ role, place: null }]);
  });

  test.each(['king', '', 'constructor', '@bakery'])('%j is none, and says which there are', (text) => {
    expect(() => parseRole(text)).toThrow('The roles are owner, admin,');
  });

  test('has to have a place after the @', () => {
    expect(() => parseRole('viewer@ ')).toThrow('for example "viewer@bakery"');
  });
});

describe('a permission', () => {
  test('of all that there are each may be given, once', () => {
    const all = permissions.reduce<string[]>((before, each) => parsePermission(each, parsePermission(each, before as never)), []);
    expect(all).toEqual(permissions);
  });

  test.each(['everything', '', 'toString'])('%j is none', (text) => {
    expect(() => parsePermission(text)).toThrow('devteam tokens create --help');
  });
});

test('names are one line that says something; addresses have an @', () => {
  expect(shortText(' nightly build ')).toBe('nightly build');
  for (const text of ['', ' ', 'a\nb', 'x'.repeat(201)]) expect(() => shortText(text)).toThrow(/empty|one line/);
  expect(emailAddress('ana@bakery.example')).toBe('ana@bakery.example');
  for (const text of ['ana', '@', 'a b@c', 'a@b@c']) expect(() => emailAddress(text)).toThrow('no address');
});

describe('in a command', () => {
  const parse = (...args: string[]): Record<string, unknown> => {
    const command = new Command('x').exitOverride().configureOutput({ writeErr: () => undefined });
    addStopOptions(command).addOption(portOption()).addOption(recordingsOption());
    return command.parse(args, { from: 'user' }).opts();
  };

  test('stop points add up', () => {
    const given = parse('--stop-after', '1.3', '--stop-after', 'T006', '--stop-before', '2', '--stop-before-merge', '1.4');
    expect(stopPointsOf(given)).toEqual([
      { when: 'after', target: '1.3' },
      { when: 'after', target: 'T006' },
      { when: 'before', target: '2' },
      { when: 'before_merge', target: '1.4' },
    ]);
  });

  test('a folder of recordings becomes absolute and has to be there', () => {
    expect(parse('--recordings', tmpdir())).toEqual({ recordings: tmpdir() });
    expect(() => parse('--recordings', './no-such-folder')).toThrow('There is no folder');
  });

  test('a port that is none is refused with what it has to be', () => {
    expect(() => parse('--port', '70000')).toThrow('from 0 to 65535');
  });
});
