import { expect, test } from 'vitest';
import { madeUpViews } from '../../testing/made-up.ts';
import { compareProjects } from '../projects/attention.ts';
import { groupByCustomer, sectionsOf } from './fleet-groups.ts';

test('customers come in the order of their most urgent project, and those with one project share a section', () => {
  const views = madeUpViews();
  const more = views.map((view) =>
    view.projectId === 'ember/reports' ? Object.assign(view, { customerId: 'acme', customerName: 'Acme Retail' }) : view,
  );
  const groups = groupByCustomer(more.toSorted(compareProjects));
  expect(groups.map(({ customerId, needsYou, projectIds }) => [customerId, projectIds.length, needsYou])).toEqual([
    ['cumulus', 1, 1],
    ['borealis', 1, 1],
    ['acme', 2, 0],
    ['delta', 1, 0],
  ]);
  expect(sectionsOf(groups).map(({ group, projectIds }) => [group?.customerId ?? null, projectIds.length])).toEqual([
    [null, 2],
    ['acme', 2],
    [null, 1],
  ]);
});
