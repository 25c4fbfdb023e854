import { type NodeView, describeFailure } from '@devteam/api';
import { act } from 'react';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, test } from 'vitest';
import { paths } from '../../app/paths.ts';
import { batchReceived } from '../../live/live-slice.ts';
import { detailOf, event, webshop } from '../../testing/made-up.ts';
import { type Rendered, render } from '../../testing/render.tsx';
import { ProjectPage } from './ProjectPage.tsx';

let rendered: Rendered;
const open = async (projectId: string, search = '') => {
  rendered = await render(
    <Routes>
      <Route path={paths.projectPattern} element={<ProjectPage />} />
    </Routes>,
    { path: `${paths.project(projectId)}${search}` },
  );
};
afterEach(() => rendered.unmount());

const rows = () => Array.from(rendered.page.querySelectorAll<HTMLElement>('[data-testid=task-row]'));
const row = (key: string) => rendered.get(`[data-task-key="${key}"]`);

describe('the page of a project', () => {
  test('lists the tasks in the order of the file, with depth, status, dependencies, commit and reason', async () => {
    await open(webshop);
    expect(rows().map((each) => each.dataset['taskKey'])).toEqual(detailOf(webshop).tasks.map((task) => task.key));
    expect(row('T-004').style.getPropertyValue('--depth')).toBe('1');
    expect(row('T-004').textContent).toContain('Completed');
    expect(row('T-004').textContent).toContain('f00dcaf');
    expect(row('T-005').textContent).toContain('VERIFY, attempt 2 of 3');
    expect(row('T-005').textContent).toContain('after T-002, T-004');
    expect(row('T-005').getAttribute('aria-current')).toBe('step');
    expect(row('T-008').textContent).toContain('Waits for a free slot: 2 of 2 are busy');
  });

  test('shows the nodes of the newest attempt with status and duration', async () => {
    await open(webshop);
    const steps = Array.from(
      rendered.page.querySelectorAll<HTMLElement>('[data-node]'),
      ({ dataset }) => `${dataset['node']} ${dataset['status']}`,
    );
    expect(steps).toEqual([
      'gatherContext completed',
      'constructPrompt completed',
      'codeExecution completed',
      'verify running',
      'merge blocked',
      'push blocked',
    ]);
    expect(rendered.get('[data-node=codeExecution]').textContent).toContain('3 m 04 s');
    expect(rendered.get('[data-testid=node-steps]').textContent).toContain('attempt 2');
  });

  test('a step that found the work not good looks so, and says why', async () => {
    await open(webshop);
    const finding = describeFailure('check_failed', { why: 'npm test ended with exit code 1' });
    const verify = { ...detailOf(webshop).nodes.find(({ node }) => node === 'verify'), attempt: 2, status: 'completed', finding };
    await act(async () => {
      rendered.store.dispatch(
        batchReceived([event('node-update', 500, { executionId: 'e1', taskKey: 'T-005', node: verify as NodeView }) as never]),
      );
    });
    const step = rendered.get('[data-node=verify]');
    expect([step.dataset['tone'], step.dataset['finding'], step.title]).toEqual([
      'failed',
      'check_failed',
      `${finding.what}: npm test ended with exit code 1`,
    ]);
    expect(step.textContent).toContain('Did not pass');
  });

  test('a stop shows its failure card, and the failed task opens to the same', async () => {
    await open('borealis/billing-api');
    expect(rendered.get('[data-testid=failure-card]').dataset['code']).toBe('check_failed');
    expect(row('T-011').querySelector('details [data-part=next]')?.textContent).toContain('Look at the output of the check');
  });

  test('a task that ends and one that begins are shown as they happen', async () => {
    await open(webshop);
    const [, , , , fifth] = detailOf(webshop).tasks;
    if (!fifth) throw new Error('the webshop has five tasks');
    await act(async () => {
      rendered.store.dispatch(
        batchReceived([
          event('task-update', 1, { executionId: 'e1', task: { ...fifth, status: 'completed', commit: 'abcdef123456' } }) as never,
        ]),
      );
    });
    expect(row('T-005').dataset['status']).toBe('completed');
    expect(row('T-005').textContent).toContain('abcdef1');
  });

  test('the task at hand is active on the page before the file says so, and one that is asked about says that', async () => {
    await open(webshop);
    const [, , , , fifth, sixth] = detailOf(webshop).tasks;
    if (!fifth || !sixth) throw new Error('the webshop has six tasks');
    const say = (seq: number, task: typeof fifth) => event('task-update', seq, { executionId: 'e1', task }) as never;
    await act(async () => {
      rendered.store.dispatch(
        batchReceived([say(1, { ...fifth, status: 'pending' }), say(2, { ...sixth, status: 'pending', phase: 'HUMAN_REVIEW' })]),
      );
    });
    expect(row('T-005').dataset['status']).toBe('active');
    expect(row('T-006').dataset['status']).toBe('human-review');
    expect(row('T-009').dataset['status']).toBe('pending');
  });

  test('pause is given at once, a stop only after its consequence was read, and automate says why it cannot be', async () => {
    await open(webshop);
    await rendered.click('[data-testid=automate]');
    await rendered.click('[data-testid=pause]');
    await rendered.click('[data-testid=pause_after_node]');
    await rendered.click('[data-testid=stop]');
    await rendered.click('[data-testid=stop_discard]');
    expect(rendered.get('[data-testid=confirm-control]').textContent).toContain('devteam stop acme/webshop --discard');
    const asked = () => rendered.api.asked.filter((what) => /^(stop|pause|automate)/.test(what));
    expect(asked()).toEqual([`pause_after_node ${webshop}`]);
    await rendered.click('[data-testid=confirm]');
    expect(asked()).toEqual([`pause_after_node ${webshop}`, `stop_discard ${webshop}`]);
  });

  test('of an unknown id says so', async () => {
    await open('no/such');
    expect(rendered.get('[data-testid=failure-card]').dataset['code']).toBe('project_not_found');
    expect(rendered.get('h1').textContent).toBe('There is no such project');
  });
});
