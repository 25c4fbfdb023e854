import { describeFailure } from '@devteam/api';
import { act } from 'react';
import { useLocation } from 'react-router';
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

const Address = () => <output data-testid="address">{useLocation().search}</output>;
const address = () => rendered.get('[data-testid=address]').textContent;
const open = async (seq: number, earlier = 0, path = '/') => {
  const api = createFakeApi();
  api.output = lines(1, earlier);
  rendered = await render(
    <>
      <LogPanel projectId={webshop} seq={seq} />
      <Address />
    </>,
    { api, path },
  );
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
    expect(before, 'nothing is thrown away by stopping').toContain('line 210');
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

describe('a line of the log', () => {
  const chosen = () => rendered.get('li[aria-current=true]').dataset;

  test('has an address of its own, which a click on its time gives, and which opens the log there', async () => {
    await open(0);
    await say(1, 1000);
    await scrollTo(5000);
    await rendered.click('[data-seq="210"] time');
    expect(address()).toBe('?line=210.0');
    expect(chosen()['seq']).toBe('210');
    await rendered.click('[data-seq="210"] time');
    expect(address()).toBe('');
  });

  test('is in view when the address names it, and new lines do not move it', async () => {
    await open(500, 500, '/?view=log&line=400.0');
    expect(chosen()['seq']).toBe('400');
    expect(shown()).toContain('line 400');
    await say(501, 300);
    expect(shown()).toContain('line 400');
    expect(panel().dataset['following']).toBe('false');
  });

  test('that is long past is shown with what stands around it, and the live log is one step away', async () => {
    await open(5000, 5000, '/?line=1200.0');
    expect(rendered.get('[data-testid=log-around] li[aria-current=true]').textContent).toContain('line 1200');
    expect(rendered.api.asked).toContain(`output ${webshop} before 1231`);
    await rendered.click('[data-testid=log-to-live]');
    expect(rendered.page.querySelector('[data-testid=log-around]')).toBeNull();
    expect(address()).toBe('');
    expect(shown().at(-1)).toBe('line 5000');
  });
});

describe('groups of the log', () => {
  const texts = () =>
    Array.from(rendered.page.querySelectorAll('[data-testid=log-text], [data-testid=log-separator] em'), (each) => each.textContent);

  test('fold but for what follows their first error, open by hand, and stand in the address', async () => {
    await open(0);
    await act(async () =>
      rendered.services.logs.ingest([
        output(1, ['one', 'two'], { attempt: 1 }),
        output(2, ['three'], { attempt: 2 }),
        output(3, ['wrong'], { attempt: 2, level: 'error' }),
        output(4, ['after'], { attempt: 2 }),
      ]),
    );
    await rendered.click('[data-testid=log-fold]');
    expect(address()).toBe('?fold=yes');
    expect(texts()).toEqual(['attempt 1', 'attempt 2', 'wrong', 'after']);
    const [first] = rendered.page.querySelectorAll('[data-testid=log-separator]');
    expect(first?.textContent).toContain('2 lines, 2 folded');
    await rendered.click('[data-testid=log-separator] button');
    expect(texts()).toEqual(['attempt 1', 'one', 'two', 'attempt 2', 'wrong', 'after']);
  });
});

test('a line that was written over shows its last state, and how many there were', async () => {
  await open(0);
  await act(async () => rendered.services.logs.ingest([output(1, ['1 %\r50 %\r100 %'])]));
  expect(shown()).toEqual(['100 %']);
  expect(rendered.get('[data-testid=log-rewrites]').textContent).toBe('(3 updates)');
});

test('the log goes along as a file or as plain text', async () => {
  await open(0);
  await rendered.click('[data-testid=log-menu]');
  expect(rendered.get('[data-testid=log-raw]').getAttribute('href')).toBe(`/download/${webshop}?inline=yes`);
  expect(rendered.get('[data-testid=log-download]').getAttribute('href')).toBe(`/download/${webshop}?`);
});
