import { expect, test } from 'vitest';
import { addCommand, customerIdOf, describedBy, emptyProjectDraft, newProjectOf } from './new-project-draft.ts';

const draft = {
  ...emptyProjectDraft,
  repositoryUrl: ' git@host:bakery/order-desk.git ',
  customer: 'Hallmann Bäckerei',
  executor: 'codex',
  recordings: '/x',
};

test('only what was typed is sent, and the name comes from the address', () => {
  expect(describedBy(draft)).toEqual({ repositoryUrl: 'git@host:bakery/order-desk.git', executor: 'codex' });
  expect(newProjectOf(draft, true)).toEqual({
    repositoryUrl: 'git@host:bakery/order-desk.git',
    executor: 'codex',
    sandbox: 'auto',
    customerId: 'hallmann-backerei',
    customerName: 'Hallmann Bäckerei',
    name: 'order-desk',
    createTaskList: true,
  });
  expect(describedBy({ ...draft, executor: 'replay' })).toMatchObject({ recordings: '/x' });
});

test('a customer of signs only has no id', () => {
  expect(customerIdOf(' – ')).toBe('');
});

test('the command says the same', () => {
  expect(addCommand(draft, false)).toBe(
    "devteam projects add git@host:bakery/order-desk.git --customer 'hallmann-backerei:Hallmann Bäckerei' --executor codex",
  );
  expect(addCommand({ ...emptyProjectDraft, branch: 'next' }, true)).toBe(
    "devteam projects add '<repository>' --customer '<name>' --branch next --create-task-list",
  );
});
