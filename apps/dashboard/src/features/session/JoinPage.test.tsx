import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { type Rendered, render } from '../../testing/render.tsx';
import { JoinPage } from './JoinPage.tsx';

let rendered: Rendered;
afterEach(() => rendered.unmount());

const write = (place: number, text: string) =>
  act(async () => {
    const field = rendered.page.querySelectorAll('input')[place];
    if (!field) throw new Error(`there is no field ${place}`);
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
const submit = () =>
  act(async () => {
    rendered.get('form').dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  });
const joins = () => rendered.api.asked.filter((what) => what.startsWith('join'));

test('the code leaves the address bar, and a long enough password makes a member', async () => {
  window.location.hash = '#dvi_code';
  rendered = await render(<JoinPage />);
  expect(window.location.hash).toBe('');
  await write(0, 'Ana');
  await write(1, 'ana@example.test');
  await write(2, 'short');
  await submit();
  expect(joins()).toEqual([]);
  expect(rendered.page.textContent).toContain('It has 5 characters.');
  await write(2, 'correct horse battery');
  await submit();
  expect(joins()).toEqual(['join dvi_code Ana ana@example.test correct horse battery']);
});
