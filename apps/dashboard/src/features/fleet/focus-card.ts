/** Moves the focus to the card after (1) or before (-1) the one that has it, among those that match. Enter then opens it. */
export function focusCard(step: 1 | -1, matching = ''): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-testid=project-card]')];
  const here = all.findIndex((card) => card.contains(document.activeElement));
  const order =
    step === 1
      ? [...all.slice(here + 1), ...all.slice(0, here + 1)]
      : [...all.slice(0, Math.max(0, here)).toReversed(), ...all.slice(Math.max(0, here)).toReversed()];
  const next = order.find((card) => matching === '' || card.matches(matching));
  next?.querySelector<HTMLElement>('h2 a')?.focus();
}

/** The project whose card or row has the focus. */
export const focusedProject = (): string | undefined =>
  document.activeElement?.closest<HTMLElement>('[data-testid=project-card]')?.dataset['projectId'];
