import { expect, test } from 'vitest';
import { answerPermission } from './acp-permission.ts';

const options = [
  { optionId: 'always', kind: 'allow_always' },
  { optionId: 'once', kind: 'allow_once' },
  { optionId: 'never', kind: 'reject_always' },
  { optionId: 'no', kind: 'reject_once' },
];

test.for([
  ['a file of the work', { kind: 'edit', locations: [{ path: '/work/a.js' }] }, 'once'],
  ['a command', { kind: 'execute', rawInput: { command: 'npm test' } }, 'once'],
  ['a file outside', { kind: 'edit', locations: [{ path: '/etc/passwd' }] }, 'no'],
  ['a difference outside', { kind: 'edit', content: [{ type: 'diff', path: '../x', newText: '' }] }, 'no'],
  ['an input that names a file outside', { kind: 'other', rawInput: { filePath: '/work/../x' } }, 'no'],
  ["Git's folder", { kind: 'edit', locations: [{ path: '/work/.git/hooks/x' }] }, 'no'],
  ['an address', { kind: 'fetch' }, 'no'],
  ['a folder outside, as OpenCode asks', { title: 'external_directory' }, 'no'],
] as const)('%s is answered by %s', ([, toolCall, optionId]) => {
  expect(answerPermission({ toolCall, options }, '/work').optionId).toBe(optionId);
});

test('where there is no such option there is no answer', () => {
  expect(answerPermission({ toolCall: {}, options: [{ optionId: 'no', kind: 'reject_once' }] }, '/work').optionId).toBeUndefined();
  expect(answerPermission({ toolCall: {}, options: [{ optionId: 'always', kind: 'allow_always' }] }, '/work').optionId).toBe('always');
});
