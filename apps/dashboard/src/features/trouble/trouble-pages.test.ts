import { errorCatalogue } from '@devteam/api';
import { expect, test } from 'vitest';
import { findTrouble, troubleNames, troublePages } from './trouble-pages.ts';

test('every code stands on one page only, and is one of the catalogue or of this page', () => {
  const codes = troubleNames.flatMap((name) => troublePages[name].codes);
  expect(codes.filter((code, place) => codes.indexOf(code) !== place)).toEqual([]);
  expect(codes.filter((code) => !Object.hasOwn(errorCatalogue, code))).toEqual(['server_unreachable']);
});

test('whatever is wrong with repository, sandbox, list, agent or model has a page', () => {
  const belongs = (code: string) => /^(?:repository|branch|sandbox|image|task_list|executor|recording|provider|model|git)_/.test(code);
  expect(Object.keys(errorCatalogue).filter((code) => belongs(code) && findTrouble(code) === undefined)).toEqual([
    // Of these no machine is at fault: their cards say what to do.
    'executor_reached_outside',
  ]);
});
