import type { Page } from 'playwright-core';

export interface Disagreements {
  /** In words, each once. */
  disagreements: string[];
  /** How many were looked at. */
  frames: number;
  /** How many of these showed something new. */
  sights: number;
}

/** Looks at a page of all projects on every frame: each card in itself, the counts above them, and the title of the tab. */
export const watchFleet = (page: Page): Promise<() => Promise<Disagreements>> =>
  watch(page, () => {
    const found: string[] = [];
    const cards = [...document.querySelectorAll<HTMLElement>('[data-testid=project-card]')];
    const statuses = cards.map((card) => card.dataset['status'] ?? '');
    const needsYou = statuses.filter((status) => status === 'waiting_for_human' || status === 'error').length;
    const said = /^(\d+) needs? you/.exec(document.title)?.[1] ?? '0';
    if (Number(said) !== needsYou) found.push(`the title says that ${said} need somebody, ${needsYou} cards do`);
    const counted = document.querySelector('[data-attention=needs-you] b')?.textContent ?? '0';
    if (Number(counted) !== needsYou) found.push(`the summary says that ${counted} need somebody, ${needsYou} cards do`);
    const running = document.querySelector('[data-attention=running] b')?.textContent ?? '0';
    const moving = statuses.filter((status) => ['initializing', 'running', 'stopping'].includes(status)).length;
    if (Number(running) !== moving) found.push(`the summary says that ${running} run, ${moving} cards do`);
    for (const card of cards) {
      const { projectId, status } = card.dataset;
      const bar = card.querySelector('progress');
      if (!bar) continue;
      if (status === 'completed' && bar.value !== bar.max) found.push(`${projectId} is completed with ${bar.value} of ${bar.max}`);
      if (status === 'completed' && card.querySelector('[data-testid=current-task]'))
        found.push(`${projectId} is completed and has a task at hand`);
      const words = /(\d+) of (\d+)/.exec(card.textContent ?? '');
      if (words && (Number(words[1]) !== bar.value || words[2] !== bar.getAttribute('max')))
        found.push(`${projectId} says ${words[0]} beside a bar of ${bar.value} of ${bar.max}`);
    }
    return { found, sight: statuses.join() + cards.map((card) => card.querySelector('progress')?.value).join() };
  });

/** Looks at the page of one project on every frame: its head, its list, the task at hand. */
export const watchProject = (page: Page): Promise<() => Promise<Disagreements>> =>
  watch(page, () => {
    const found: string[] = [];
    const root = document.querySelector<HTMLElement>('[data-testid=project-page]');
    if (!root) return { found: ['the project is gone'], sight: 'gone' };
    const { status } = root.dataset;
    const rows = [...root.querySelectorAll<HTMLElement>('[data-testid=task-row]')].filter((row) => row.dataset['group'] === undefined);
    const bar = root.querySelector<HTMLProgressElement>('header progress');
    const done = rows.filter((row) => row.dataset['status'] === 'completed').length;
    if (rows.length > 0 && bar && (bar.value !== done || bar.max !== rows.length))
      found.push(`the head says ${bar.value} of ${bar.max}, the list ${done} of ${rows.length}`);
    const current = root.querySelector('header [data-testid=current-task] code')?.textContent;
    const marked = rows.filter((row) => row.dataset['current'] !== undefined).map((row) => row.dataset['taskKey']);
    if (rows.length > 0 && marked.join() !== (current ?? ''))
      found.push(`the head is at ${current ?? 'nothing'}, the list marks ${marked.join() || 'nothing'}`);
    const active = rows.filter((row) => row.dataset['status'] === 'active').length;
    if (active > 1) found.push(`${active} tasks are active`);
    if (status !== 'running' && status !== 'stopping' && active > 0) found.push(`a task is active while the project is ${status}`);
    if (status === 'completed' && done !== rows.length) found.push(`completed with ${done} of ${rows.length}`);
    return { found, sight: [status, current, done, marked.join()].join(' ') };
  });

async function watch(page: Page, look: () => { found: string[]; sight: string }): Promise<() => Promise<Disagreements>> {
  await page.evaluate(`{
    const look = ${look.toString()};
    const disagreements = new Set();
    const watched = { frames: 0, sights: 0, last: '' };
    Object.assign(window, { watched: () => ({ disagreements: [...disagreements], frames: watched.frames, sights: watched.sights }) });
    const frame = () => {
      watched.frames += 1;
      const { found, sight } = look();
      for (const each of found) disagreements.add(each);
      if (sight !== watched.last) watched.sights += 1;
      watched.last = sight;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }`);
  return () => page.evaluate(() => (window as unknown as { watched: () => Disagreements }).watched());
}
