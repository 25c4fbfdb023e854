import type { LogLine } from '@devteam/api';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createFakeApi } from '../../testing/fake-api.ts';
import { output, webshop } from '../../testing/made-up.ts';
import { type Rendered, render } from '../../testing/render.tsx';
import { LogHits } from './LogHits.tsx';

let rendered: Rendered;
afterEach(() => rendered.unmount());

const line = (seq: number, text: string): LogLine => ({
  seq,
  index: 0,
  ts: '2026-11-20T09:00:00Z',
  executionId: 'e1',
  taskKey: 'T-005',
  attempt: 1,
  node: 'verify',
  level: 'info',
  stream: 'stdout',
  text,
});
const texts = () =>
  Array.from(rendered.page.querySelectorAll('[data-testid=log-hit] button > span:last-child'), (each) => each.textContent);

describe('a search in the log', () => {
  test('shows hits newest first, reads older ones on demand, and opens what stands around', async () => {
    const api = createFakeApi();
    api.logPages = {
      '': { items: [line(8, 'eight Fails'), line(9, '\u001B[31mnine fails')], next: 'older' },
      older: { items: [line(3, 'three fails')], next: null },
    };
    api.output = Array.from({ length: 12 }, (_, index) => output(index + 1, [`around ${index + 1}`]));
    rendered = await render(<LogHits projectId={webshop} query={{ text: 'fails', level: null }} />, { api });
    await vi.waitFor(() => expect(texts()).toEqual(['nine fails', 'eight Fails']));
    expect(rendered.page.querySelectorAll('mark')).toHaveLength(2);
    const older = rendered.page.querySelector<HTMLElement>('section > button:last-child');
    older?.click();
    await vi.waitFor(() => expect(texts()).toEqual(['nine fails', 'eight Fails', 'three fails']));
    await rendered.click('[data-testid=log-hit]:nth-child(3) button');
    await vi.waitFor(() => expect(rendered.get('[data-testid=log-context]').textContent).toContain('around 4'));
    expect(rendered.get('[data-testid=log-context]').textContent).toContain('around 1');
  });

  test('that finds nothing says so', async () => {
    rendered = await render(<LogHits projectId={webshop} query={{ text: 'none', level: 'error' }} />);
    await vi.waitFor(() => expect(rendered.get('output').textContent).toBe('No line holds that.'));
    expect(rendered.api.asked).toContain(`search ${webshop} none error`);
  });
});
