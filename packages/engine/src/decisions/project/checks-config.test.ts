import { type Failure, failureOf } from '@devteam/api';
import { describe, expect, test } from 'vitest';
import { readChecksConfig } from './checks-config.ts';

function refused(source: string): Failure {
  try {
    readChecksConfig(source);
  } catch (error) {
    return failureOf(error);
  }
  throw new Error('It was accepted.');
}

test('reads names, commands and limits; ten minutes unless told', () => {
  expect(
    readChecksConfig(
      'version: 1\nchecks:\n  - name: install\n    command: npm ci\n  - {name: unit tests, command: npm test, timeoutSeconds: 60}\n',
    ),
  ).toEqual([
    { name: 'install', command: 'npm ci', timeoutSeconds: 600, kind: 'install' },
    { name: 'unit tests', command: 'npm test', timeoutSeconds: 60, kind: 'test' },
  ]);
});

test('a command may have lines and marks of YAML', () => {
  expect(readChecksConfig('version: 1\nchecks:\n- name: a\n  command: |\n    set -e\n    echo "a: b" # c\n')[0]?.command).toBe(
    'set -e\necho "a: b" # c',
  );
});

describe('what is wrong is named, with its line', () => {
  const check = (lines: string) => `version: 1\nchecks:\n  - name: test\n    command: npm test\n${lines}`;

  test.for([
    [check('    timeout: 5\n'), 5, 'checks[0].timeout is unknown', 'timeout: 5'],
    [check('    timeoutSeconds: soon\n'), 5, 'checks[0].timeoutSeconds expected number, received string', 'timeoutSeconds: soon'],
    [check('    timeoutSeconds: 0\n'), 5, 'checks[0].timeoutSeconds expected number to be >=1', 'timeoutSeconds: 0'],
    [check('    timeoutSeconds: 1.5\n'), 5, 'checks[0].timeoutSeconds expected int, received number', 'timeoutSeconds: 1.5'],
    [check('  - name: lint\n'), 5, 'checks[1].command is missing', '- name: lint'],
    [check('  - name: test\n    command: x\n'), 5, 'checks[1].name "test" is the name of another check already', '- name: test'],
    [check('  - name: x\n    command: "  "\n'), 6, 'checks[1].command must not be empty', 'command: "  "'],
    [check('  - npm test\n'), 5, 'checks[1] expected object, received string', '- npm test'],
    [check('on: push\n'), 5, 'on is unknown', 'on: push'],
    ['version: 2\nchecks: []\n', 1, 'version must be 1, the only version there is', 'version: 2'],
    ['checks:\n  - name: a\n    command: b\n', 1, 'version is missing', ''],
    ['version: 1\n\nchecks: npm test\n', 3, 'checks must be a list of checks', 'checks: npm test'],
    ['version: 1\nchecks: []\n', 2, 'checks must name at least one check', 'checks: []'],
    ['', 1, 'the file expected object, received null', ''],
    ['version: 1\nchecks:\n  - name: a\n   command: b\n', 4, '', 'command: b'],
    ['version: 1\nversion: 1\n', 2, 'Map keys must be unique', 'version: 1'],
    ['version: 1\nchecks: *none\n', 1, 'Unresolved alias (the anchor must be set before the alias): none', ''],
    ['version: 1\nchecks: !!js/function x\n', 2, 'Unresolved tag: tag:yaml.org,2002:js/function', 'checks:'],
  ] as const)('%j', ([source, line, why, quoted]) => {
    const failure = refused(source);
    expect(failure.code).toBe('checks_config_invalid');
    expect(failure.place).toBe(`.devteam.yml:${line}`);
    expect(failure.why).toContain(why);
    expect(failure.evidence).toContain(quoted);
  });

  test('all of it at once, by line', () => {
    const { place, why, evidence } = refused('version: 1\nchecks:\n  - name: a\n    comand: b\n  - name: 5\n    command: c\n');
    expect([place, why]).toEqual(['.devteam.yml:3', 'checks[0].command is missing']);
    expect(evidence?.split('\n').filter((text) => text.startsWith('.devteam.yml'))).toEqual([
      '.devteam.yml:3: checks[0].command is missing',
      '.devteam.yml:4: checks[0].comand is unknown',
      '.devteam.yml:5: checks[1].name expected string, received number',
    ]);
  });

  test('aliases that multiply are refused', () => {
    const bomb = `version: 1\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\nchecks: []\n`;
    expect(refused(bomb).why).toMatch(/alias/i);
  });
});
