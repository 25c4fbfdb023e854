import { describe, expect, test } from 'vitest';
import { commandsFrom, isTerminal, nextStatus, nodeStatuses, nodeTransitions, statusesAccepting } from './index.ts';

describe('the life of a node', () => {
  test('has eight statuses, of which four are ends', () => {
    expect(nodeStatuses).toEqual(['blocked', 'ready', 'running', 'waiting', 'completed', 'failed', 'canceled', 'skipped']);
    expect(nodeStatuses.filter(isTerminal)).toEqual(['completed', 'failed', 'canceled', 'skipped']);
  });

  test('every move of the table is the move that is made, and it leads to a status of the table', () => {
    for (const status of nodeStatuses)
      for (const command of commandsFrom(status)) {
        const target = (nodeTransitions[status] as Record<string, string>)[command];
        expect(nextStatus(status, command)).toBe(target);
        expect(nodeStatuses).toContain(target);
      }
  });

  test('a command that does not apply has no answer', () => {
    expect(nextStatus('completed', 'cancel')).toBeUndefined();
    expect(nextStatus('blocked', 'claim')).toBeUndefined();
    expect(nextStatus('ready', 'complete')).toBeUndefined();
  });

  test('every status is reached from blocked, and every end from every status before it', () => {
    const reached = new Set<string>(['blocked']);
    for (const status of reached) for (const target of Object.values(nodeTransitions[status as 'blocked'])) reached.add(target);
    expect([...reached].toSorted()).toEqual(nodeStatuses.toSorted());
  });

  test('statusesAccepting is the WHERE of a command', () => {
    expect(statusesAccepting('cancel')).toEqual(['blocked', 'ready', 'running', 'waiting']);
    expect(statusesAccepting('claim')).toEqual(['ready']);
    expect(statusesAccepting('skip')).toEqual(['blocked']);
    expect(statusesAccepting('signal')).toEqual(['waiting']);
  });

  test('commandsFrom is the row', () => {
    expect(commandsFrom('running')).toEqual(['complete', 'fail', 'retry', 'wait', 'expire', 'cancel']);
    expect(commandsFrom('skipped')).toEqual([]);
  });
});
