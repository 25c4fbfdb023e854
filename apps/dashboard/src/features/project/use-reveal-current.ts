import { type RefObject, useEffect, useRef } from 'react';

/** Brings the task at hand into view when it changes, unless the reader is looking at the list: then it stays where it is. */
export function useRevealCurrent(currentKey: string | undefined, count: number): RefObject<HTMLElement | null> {
  const panel = useRef<HTMLElement>(null);
  const isFilled = count > 0;
  useEffect(() => {
    const element = panel.current;
    if (!element || !isFilled || currentKey === undefined || element.matches(':hover, :focus-within')) return;
    const row = element.querySelector<HTMLElement>('[data-current]');
    if (!row || element.scrollHeight <= element.clientHeight) return;
    const top = row.offsetTop - element.scrollTop;
    const isInView = top >= 0 && top + row.offsetHeight <= element.clientHeight;
    if (!isInView) element.scrollTop = row.offsetTop - element.clientHeight / 2;
  }, [currentKey, isFilled]);
  return panel;
}
