import type { Page } from 'playwright-core';

/** What does not fit into the window: parts of the page that are wider than it or than their card, and words that are cut off. */
export const findCutText = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const nameOf = (element: Element) => {
      const word = element.closest('[data-testid]')?.getAttribute('data-testid') ?? 'page';
      return `${word}: ${element.tagName.toLowerCase()} «${(element.textContent ?? '').trim().slice(0, 60)}»`;
    };
    for (const element of [document.documentElement, document.body]) {
      const over = element.scrollWidth - element.clientWidth;
      if (over > 0) found.push(`${element.tagName.toLowerCase()} is ${over} px too wide`);
    }
    const isScroller = (element: Element) => /auto|scroll/.test(getComputedStyle(element).overflowX);
    const walk = (element: HTMLElement) => {
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      // What only a screen reader gets is a pixel wide, or beside the window.
      if (style.display === 'none' || box.width <= 1 || box.right < 0) return;
      // A picture that is moved and zoomed; what holds it ends with it.
      if (element.matches('[data-testid=task-graph]') || element.querySelector(':scope > [data-testid=task-graph]')) return;
      const isCard = element.matches(
        '[data-testid=project-card], [data-testid=failure-card], [data-testid=sign-in], [data-testid=task-row]',
      );
      if (isCard && element.scrollWidth > element.clientWidth) found.push(`${nameOf(element)} holds something wider than itself`);
      if (box.right > window.innerWidth + 1) found.push(`${nameOf(element)} goes beyond the window`);
      const cuts = (overflow: string) => /hidden|clip/.test(overflow) && element.textContent !== '';
      // Dense tables and cards may end a line with …, if a title has the whole of it.
      const isToldWhole = style.textOverflow === 'ellipsis' && element.closest('[title]') !== null;
      if (!isToldWhole && cuts(style.overflowX) && element.scrollWidth > element.clientWidth + 1)
        found.push(`${nameOf(element)} is cut at its side`);
      if (cuts(style.overflowY) && element.scrollHeight > element.clientHeight + 1) found.push(`${nameOf(element)} is cut below`);
      // Inside of it one scrolls to the rest.
      if (isScroller(element)) return;
      for (const child of element.children) if (child instanceof HTMLElement) walk(child);
    };
    for (const child of document.body.children) if (child instanceof HTMLElement) walk(child);
    return found;
  });
