import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { LogWindow } from './log-store.ts';
import { isAtEnd, rowHeightPx } from './visible-range.ts';

export interface Viewport {
  topPx: number;
  heightPx: number;
}

export interface Follow {
  /** For the element that scrolls. */
  scroller: RefObject<HTMLElement | null>;
  following: boolean;
  /** Number of the row after the last one at the moment when following ended. */
  leftAt: number;
  viewport: Viewport;
  onScroll: () => void;
  toEnd: () => void;
  /** Brings a row to the middle, and stays there. */
  show: (rowIndex: number) => void;
}

/**
 * Keeps the end in view until the reader scrolls up, and after that keeps the line in view that is being read, whatever is added or
 * dropped above it.
 */
export function useFollow({ rows, base }: LogWindow): Follow {
  const scroller = useRef<HTMLElement>(null);
  const [following, setFollowing] = useState(true);
  const [leftAt, setLeftAt] = useState(0);
  const [viewport, setViewport] = useState<Viewport>({ topPx: 0, heightPx: 400 });
  const isFollowing = useRef(following);
  useEffect(() => {
    isFollowing.current = following;
  }, [following]);
  const lastTop = useRef(0);
  const lastBase = useRef(base);
  const lastEnd = useRef(0);
  const end = base + rows.length;

  const measure = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    lastTop.current = element.scrollTop;
    setViewport({ topPx: element.scrollTop, heightPx: element.clientHeight });
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const shift = (lastBase.current - base) * rowHeightPx;
    const before = lastEnd.current;
    lastBase.current = base;
    lastEnd.current = end;
    // New lines may come between the reader's scrolling and its event: then following is over already, and the reader is not pulled back.
    const expectedTop = Math.min(lastTop.current, element.scrollHeight - element.clientHeight);
    if (following && end !== before && element.scrollTop < expectedTop - 1) {
      setFollowing(false);
      setLeftAt(before);
    } else if (following) element.scrollTop = element.scrollHeight;
    else if (shift !== 0) element.scrollTop = lastTop.current + shift;
    if ((following && end !== before) || shift !== 0) measure();
  }, [base, end, following, measure]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      // Where it was hidden meanwhile nothing could be scrolled: who follows is brought to the end once there is one.
      if (isFollowing.current || isAtEnd(lastTop.current, element.clientHeight, element.scrollHeight))
        element.scrollTop = element.scrollHeight;
      measure();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [measure]);

  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    if (isAtEnd(element.scrollTop, element.clientHeight, element.scrollHeight)) setFollowing(true);
    else if (element.scrollTop < lastTop.current && following) {
      setFollowing(false);
      setLeftAt(end);
    }
    measure();
  };
  const toEnd = () => {
    setFollowing(true);
    if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
    measure();
  };
  const show = (rowIndex: number) => {
    const element = scroller.current;
    if (!element) return;
    if (following) setLeftAt(end);
    setFollowing(false);
    element.scrollTop = Math.max(0, rowIndex * rowHeightPx - element.clientHeight / 2);
    // The log stands below the fold of the page for who comes by an address.
    element.scrollIntoView({ block: 'nearest' });
    measure();
  };
  return { scroller, following, leftAt, viewport, onScroll, toEnd, show };
}
