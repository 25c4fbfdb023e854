import { errorCatalogue } from '@devteam/api';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { type Rendered, render } from '../../testing/render.tsx';
import { SignInCard } from './SignInCard.tsx';
import { signIn } from './session-slice.ts';

let rendered: Rendered;
afterEach(() => rendered.unmount());

const type = (text: string) =>
  act(async () => {
    const field = rendered.get('input') as HTMLInputElement;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
const submit = () =>
  act(async () => {
    rendered.get('form').dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  });

test('says in the words of the catalogue how to get the link again, and takes link or token', async () => {
  rendered = await render(<SignInCard />);
  expect(rendered.get('h1').textContent).toBe(errorCatalogue.unauthorized.what);
  expect(rendered.page.textContent).toContain(errorCatalogue.unauthorized.next.replaceAll('`', ''));
  await type('http://127.0.0.1:4310/#token=right');
  await submit();
  expect(rendered.api.asked).toContain('signIn right');
});

test('a link without a token is refused here, a wrong token by the server', async () => {
  rendered = await render(<SignInCard />);
  await type('http://127.0.0.1:4310/');
  await submit();
  expect(rendered.page.textContent).toContain('This holds no token');
  expect(rendered.api.asked.filter((what) => what.startsWith('signIn'))).toEqual([]);
  await type('wrong');
  await act(async () => {
    await rendered.store.dispatch(signIn('wrong'));
  });
  await act(async () => {});
  expect(rendered.get('input').getAttribute('aria-invalid')).toBe('true');
});

test('a member signs in with e-mail and password', async () => {
  rendered = await render(<SignInCard />);
  await rendered.click('[data-testid=other-way]');
  const write = (selector: string, text: string) =>
    act(async () => {
      const field = rendered.get(selector) as HTMLInputElement;
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
  await write('input[type=email]', 'ana@example.test');
  await write('input[type=password]', 'right');
  await submit();
  expect(rendered.api.asked).toContain('signIn ana@example.test right');
  await rendered.click('[data-testid=other-way]');
});
