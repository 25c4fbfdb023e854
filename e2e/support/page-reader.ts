import type { Page } from 'playwright-core';

export interface CardSight {
  status: string;
  completed: number;
  total: number;
}

export const cardOf = (projectId: string): string => `[data-testid=project-card][data-project-id="${projectId}"]`;
export const projectPageOf = (projectId: string): string => `[data-testid=project-page][data-project-id="${projectId}"]`;

/** What a project's card shows now. */
export const readCard = (page: Page, projectId: string): Promise<CardSight> =>
  page.locator(cardOf(projectId)).evaluate((card) => {
    const bar = card.querySelector('progress');
    return { status: card.dataset['status'] ?? '', completed: bar?.value ?? -1, total: bar?.max ?? -1 };
  });

/** Writes down all that a card shows from now on. What it answers throws if the page was loaded again meanwhile. */
export async function watchCard(page: Page, projectId: string): Promise<() => Promise<CardSight[]>> {
  await page.evaluate((selector) => {
    const seen: CardSight[] = [];
    const look = () => {
      const card = document.querySelector<HTMLElement>(selector);
      const bar = card?.querySelector('progress');
      const sight = { status: card?.dataset['status'] ?? 'gone', completed: bar?.value ?? -1, total: bar?.max ?? -1 };
      const last = seen.at(-1);
      if (last?.status !== sight.status || last.completed !== sight.completed || last.total !== sight.total) seen.push(sight);
    };
    look();
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    Object.assign(window, { seenOfCard: seen });
  }, cardOf(projectId));
  return () =>
    page.evaluate(() => {
      const { seenOfCard } = window as unknown as { seenOfCard?: CardSight[] };
      if (!seenOfCard) throw new Error('The page was loaded again');
      return seenOfCard;
    });
}

/** The statuses of all tasks in the list of a project's page, by key. */
export const readTaskRows = (page: Page): Promise<Record<string, string>> =>
  page
    .locator('[data-testid=task-row]')
    .evaluateAll((rows) => Object.fromEntries(rows.map((row) => [row.dataset['taskKey'] ?? '', row.dataset['status'] ?? ''])));

interface ShownRow {
  seq: number;
  /** null: a separator between two speakers. */
  text: string | null;
}

/**
 * Reads the log of a project's page as a person would, from its first line to its last; only what is in view is in the page. Throws if the
 * rows do not stand one below the other. Only for a log that does not grow any more.
 */
export async function readShownLog(page: Page): Promise<ShownRow[]> {
  const scroller = page.locator('[aria-label="Lines of the log"]');
  // Earlier lines are read when one comes near the first.
  await scroller.evaluate((element) => element.scrollTo({ top: 0 }));
  await page.getByText('from the start', { exact: true }).waitFor();
  const rows = new Map<number, ShownRow>();
  let count = 0;
  for (let top = 0, isEnd = false; !isEnd;) {
    const view = await scroller.evaluate(async (element, topPx) => {
      element.scrollTo({ top: topPx });
      for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
      const shown = [...element.querySelectorAll<HTMLElement>('li[data-seq]')].map((row) => ({
        place: Number(row.ariaPosInSet),
        count: Number(row.ariaSetSize),
        seq: Number(row.dataset['seq']),
        text: row.querySelector('[data-testid=log-text]')?.textContent ?? null,
        y: row.getBoundingClientRect().top,
      }));
      return { shown, heightPx: element.clientHeight, isEnd: element.scrollTop + element.clientHeight >= element.scrollHeight - 1 };
    }, top);
    for (const [index, { place, seq, text, y }] of view.shown.entries()) {
      const before = view.shown[index - 1];
      if (before && (place !== before.place + 1 || y <= before.y)) throw new Error(`row ${place} stands below row ${before.place}`);
      const known = rows.get(place);
      if (known && (known.seq !== seq || known.text !== text)) throw new Error(`row ${place} was ${known.text} and is ${text}`);
      rows.set(place, { seq, text });
    }
    count = view.shown[0]?.count ?? 0;
    top += view.heightPx;
    isEnd = view.isEnd;
  }
  return Array.from({ length: count }, (_, index) => {
    const row = rows.get(index + 1);
    if (!row) throw new Error(`row ${index + 1} of ${count} was never shown`);
    return row;
  });
}
