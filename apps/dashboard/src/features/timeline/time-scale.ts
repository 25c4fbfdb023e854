export interface Span {
  startMs: number;
  endMs: number;
}

/** A stretch of time in which nothing was done, drawn short. */
export interface Wait extends Span {
  /** Where it begins and ends on the scale, 0 to 1. */
  from: number;
  to: number;
}

export interface TimeScale {
  /** 0 to 1; times outside are put to the nearest end. */
  at: (timeMs: number) => number;
  waits: Wait[];
  span: Span;
}

/** A wait longer than this share of all time is drawn short. */
const longShare = 0.1;
/** How much of the scale a short-drawn wait takes. */
const shortShare = 0.03;

/**
 * Places times on a line from 0 to 1. Long waits between what was done would press everything else into a corner, so each of them
 * takes the same short piece of the line.
 */
export function timeScale(spans: readonly Span[]): TimeScale {
  const busy = merged(spans);
  const first = busy[0];
  const last = busy.at(-1);
  if (!first || !last) return { at: () => 0, waits: [], span: { startMs: 0, endMs: 0 } };
  const span = { startMs: first.startMs, endMs: Math.max(last.endMs, first.startMs + 1) };
  const long = (span.endMs - span.startMs) * longShare;
  const gaps = busy.slice(1).map((next, index) => ({ startMs: busy[index]?.endMs ?? 0, endMs: next.startMs }));
  const waits = gaps.filter((gap) => gap.endMs - gap.startMs > long);
  const waited = waits.reduce((sum, gap) => sum + gap.endMs - gap.startMs, 0);
  const worked = Math.max(1, span.endMs - span.startMs - waited);
  const share = Math.min(shortShare, 0.5 / Math.max(1, waits.length));
  const perMs = (1 - share * waits.length) / worked;
  const at = (timeMs: number): number => {
    const time = Math.min(Math.max(timeMs, span.startMs), span.endMs);
    let place = (time - span.startMs) * perMs;
    for (const wait of waits) {
      if (time <= wait.startMs) break;
      const inside = Math.min(time, wait.endMs) - wait.startMs;
      place += (inside / (wait.endMs - wait.startMs)) * share - inside * perMs;
    }
    return Math.min(1, Math.max(0, place));
  };
  return { at, span, waits: waits.map(({ endMs, startMs }) => ({ startMs, endMs, from: at(startMs), to: at(endMs) })) };
}

/** Spans that touch or overlap made one, in order. */
function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.startMs - b.startMs)) {
    const last = result.at(-1);
    if (last && span.startMs <= last.endMs) last.endMs = Math.max(last.endMs, span.endMs);
    else result.push({ ...span });
  }
  return result;
}
