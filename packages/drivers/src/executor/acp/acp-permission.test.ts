import { expect, test } from 'vitest';
import { answerPermission } from './acp-permission.ts';

const options = [
  { optionId: 'always', kind: 'allow_always' },
  { optionId: 'once', kind: 'allow_once' },
  { optionId: 'never', kind: 'reject_always' },
  { optionId: 'no', kind: 'reject_once' },
];

test.for([
  ['a file of the work', { kind: 'edit', locations: [{ path: '/workspace/a.js' }] }, 'once'],
  ['a command', { kind: 'execute', rawInput: { command: 'npm test' } }, 'once'],
  ['a file outside', { kind: 'edit', locations: [{ path: '/etc/passwd' }] }, 'no'],
  ['a difference outside', { kind: 'edit', content: [{ type: 'diff', path: '../x', newText: '' }] }, 'no'],
  ['an input that names a file outside', { kind: 'other', rawInput: { filePath: '/workspace/../x' } }, 'no'],
  ["Git's folder", { kind: 'edit', locations: [{ path: '/workspace/.git/hooks/x' }] }, 'no'],
  ['an address', { kind: 'fetch' }, 'no'],
  ['a look at a file outside', { kind: 'read', locations: [{ path: '/usr/include/stdio.h' }] }, 'once'],
  ['a call of no kind that is about a file outside', { kind: 'other', locations: [{ path: '/etc/passwd' }] }, 'no'],
] as const)('%s is answered by %s', ([, toolCall, optionId]) => {
  expect(answerPermission({ toolCall, options }, '/workspace').optionId).toBe(optionId);
});

test('what the agent called the call before counts for more', () => {
  const toolCall = { kind: 'other', locations: [{ path: '/etc' }] };
  expect(answerPermission({ toolCall, options }, '/workspace', 'execute')).toEqual({ optionId: 'once', isAllowed: true, outside: [] });
  expect(answerPermission({ toolCall, options }, '/workspace', 'edit')).toEqual({ optionId: 'no', isAllowed: false, outside: ['/etc'] });
});

test('where there is no such option there is no answer', () => {
  expect(answerPermission({ toolCall: {}, options: [{ optionId: 'no', kind: 'reject_once' }] }, '/workspace').optionId).toBeUndefined();
  expect(answerPermission({ toolCall: {}, options: [{ optionId: 'always', kind: 'allow_always' }] }, '/workspace').optionId).toBe('always');
});
