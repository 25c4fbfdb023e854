import { describe, expect, test } from 'vitest';
import type { CriterionResult } from './criteria/evaluate-criterion.ts';
import { changeMade } from './no-change.ts';

const criterion = (result: CriterionResult['result']): CriterionResult => ({ text: 'x', aspect: null, result, actual: null });
const nothing = { changedFiles: [], wroteList: false, criteriaOnBase: [] };

describe('work that changed nothing', () => {
  test.each([
    ['a file was changed', { ...nothing, changedFiles: ['a'] }, { result: 'changed' }],
    ['a file was changed, and the list', { ...nothing, changedFiles: ['a'], wroteList: true }, { result: 'changed' }],
    ['the executor broke off', { ...nothing, changedFiles: null }, { result: 'not_ended' }],
    ['nothing at all', nothing, { result: 'no_change', why: 'nothing' }],
    ['only the list', { ...nothing, wroteList: true }, { result: 'no_change', why: 'only_task_list' }],
    [
      'all criteria hold',
      { ...nothing, criteriaOnBase: [criterion('met'), criterion('met')] },
      { result: 'no_change', why: 'already_met' },
    ],
    [
      'one is a sentence',
      { ...nothing, criteriaOnBase: [criterion('met'), criterion('not_checked')] },
      { result: 'no_change', why: 'nothing' },
    ],
    [
      'one does not hold',
      { ...nothing, criteriaOnBase: [criterion('met'), criterion('not_met')] },
      { result: 'no_change', why: 'nothing' },
    ],
    ['one is not known', { ...nothing, criteriaOnBase: [criterion('cannot_tell')] }, { result: 'no_change', why: 'nothing' }],
  ])('%s', (_what, end, result) => {
    expect(changeMade(end)).toMatchObject(result);
  });
});
