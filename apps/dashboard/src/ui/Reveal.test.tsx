import { expect, test, vi } from 'vitest';
import { render } from '../testing/render.tsx';
import { Reveal } from './Reveal.tsx';

test('is brought into view once, and leaves quietly, also where the browser answers a promise', async () => {
  const scrolled = vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(() => Promise.resolve());
  const { page, unmount } = await render(<Reveal>here</Reveal>);
  expect(page.textContent).toBe('here');
  expect(scrolled).toHaveBeenCalledTimes(1);
  await unmount();
  scrolled.mockRestore();
});
