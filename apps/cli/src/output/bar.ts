import type { Color, Paint } from './paint.ts';

/** A bar of exactly `columns`; it is full only when all is done, and shows the first step at once. */
export function bar(
  done: { completed: number; total: number },
  columns: number,
  look: { color: Color; paint: Paint; unicode: boolean },
): string {
  const { completed, total } = done;
  const exact = total > 0 ? Math.floor((columns * completed) / total) : 0;
  const full = completed > 0 ? Math.min(columns, Math.max(1, exact)) : 0;
  const [filled, open] = look.unicode ? ['━', '─'] : ['#', '-'];
  return look.paint.color(look.color, filled.repeat(full)) + look.paint.faint(open.repeat(columns - full));
}
