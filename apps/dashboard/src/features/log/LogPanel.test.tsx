import { describeFailure } from '@devteam/api';
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RequestFailed } from '../../http/request-failure.ts';
import { createFakeApi } from '../../testing/fake-api.ts';
import { output, webshop } from '../../testing/made-up.ts';
import { type Rendered, render } from '../../testing/render.tsx';
import { LogPanel } from './LogPanel.tsx';
import { rowHeightPx } from './visible-range.ts';

const heightPx = 400;
let rendered: Rendered;

/** happy-dom lays nothing out: the box is 400 px high, and its content as high as the list says. */
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(heightPx);
  vi.spyOn(HTMLElement.prototype, 'scrollHeight', 'get').mockImplementation(function (this: HTMLElement) {
    const list = this.querySelector<HTMLElement>('ol');
    return list ? Number(list.style.getPropertyValue('--rows')) * rowHeightPx : heightPx;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rendered.unmount();
});

const open = async (seq: number, earlier = 0) => {
  const api = createFakeApi();
  api.output = lines(1, earlier);
  rendered = await render(<LogPanel projectId={webshop} seq={seq} />, { api });
  return rendered;
};
const lines = (start: number, count: number) =>
  Array.from({ length: count }, (_, index) => output(start + index, [`line ${start + index}`]));
const say = (start: number, count: number) => act(async () => rendered.services.logs.ingest(lines(start, count)));
const panel = () => rendered.get('[data-testid=log]');
const scroller = () => rendered.get('[aria-label="Lines of the log"]');
const scrollTo = (topPx: number) =>
  act(async () => {
    scroller().scrollTop = topPx;
    scroller().dispatchEvent(new Event('scroll'));
  });
const shown = () => Array.from(rendered.page.querySelectorAll('[data-testid=log-text]'), (element) => element.textContent);

describe('the log', () => {
  test('holds only the lines in view, and they are the newest', async () => {
    await open(0);
    await say(1, 3000);
    expect(shown().at(-1)).toBe('line 3000');
    expect(shown().length).toBeLessThan(60);
    expect(panel().dataset['following']).toBe('true');
    expect(rendered.page.querySelector('[data-seq="3000"]')).not.toBeNull();
  });

  test('stops to follow when the reader scrolls up, counts what comes, and goes back on demand', async () => {
    await open(0);
    await say(1, 1000);
    await scrollTo(5000);
    const before = shown();
    expect(before, 'nothing is thrown away by stopping').toContain('line 260');
    await say(1001, 1204);
    expect(panel().dataset['following']).toBe('false');
    expect(shown()).toEqual(before);
    expect(rendered.get('[data-testid=log-to-end]').textContent).toBe('1,204 new lines');
    await rendered.click('[data-testid=log-to-end]');
    expect(panel().dataset['following']).toBe('true');
    expect(shown().at(-1)).toBe('line 2204');
    expect(rendered.page.querySelector('[data-testid=log-to-end]')).toBeNull();
  });

  test('does not pull the reader back when lines come before the scrolling is told', async () => {
    await open(0);
    await say(1, 1000);
    scroller().scrollTop = 5000;
    await say(1001, 7);
    expect(panel().dataset['following']).toBe('false');
    expect(scroller().scrollTop).toBe(5000);
    expect(rendered.get('[data-testid=log-to-end]').textContent).toBe('7 new lines');
  });

  test('follows again when the reader scrolls to the end', async () => {
    await open(0);
    await say(1, 1000);
    await scrollTo(5000);
    await scrollTo(scroller().scrollHeight - heightPx);
    expect(panel().dataset['following']).toBe('true');
  });

  test('reads what was said before the page was opened, until the start', async () => {
    await open(500, 500);
    expect(rendered.api.asked.find((what) => what.startsWith('output'))).toBe(`output ${webshop} before 501`);
    expect(shown().at(-1)).toBe('line 500');
    await scrollTo(1000);
    await scrollTo(0);
    await scrollTo(0);
    await scrollTo(0);
    expect(rendered.services.logs.read(webshop)).toMatchObject({ coveredFrom: 1, reachedStart: true });
    expect(shown()[0]).toBe('line 1');
    expect(panel().textContent).toContain('from the start');
  });

  test('keeps the line in view when earlier ones come before it', async () => {
    await open(500, 500);
    await scrollTo(1500);
    const first = shown()[0];
    await scrollTo(900);
    const at900 = shown()[0];
    expect(first).not.toBe(at900);
    const topAfter = scroller().scrollTop;
    expect(topAfter, 'shifted by the lines read').toBeGreaterThan(900);
    expect(shown()).toContain(at900);
  });

  test('shows level and stream in words, and text as text', async () => {
    await open(0);
    await act(async () => rendered.services.logs.ingest([output(1, ['<b>no</b> \u001B[31mred'], { level: 'error', stream: 'stderr' })]));
    const line = rendered.get('[data-testid=log-line]');
    expect(line.dataset).toMatchObject({ level: 'error', stream: 'stderr' });
    expect(line.textContent).toContain('err');
    expect(line.textContent).toContain('error');
    expect(rendered.get('[data-testid=log-text]').textContent).toBe('<b>no</b> red');
    expect(rendered.page.querySelector('b')).toBeNull();
    expect(rendered.get('[data-testid=log-separator]').textContent).toContain('T-005 Add an invoice filter to the order list');
  });

  test('says that earlier lines could not be read, and reads them on demand', async () => {
    await open(500, 500);
    await scrollTo(1500);
    rendered.api.failure = new RequestFailed(503, describeFailure('database_unreachable'));
    await scrollTo(0);
    expect(panel().textContent).toContain('earlier lines could not be read');
    rendered.api.failure = null;
    await rendered.click('header button');
    expect(panel().textContent).not.toContain('could not be read');
    expect(rendered.services.logs.read(webshop).coveredFrom).toBeLessThan(301);
  });
});
