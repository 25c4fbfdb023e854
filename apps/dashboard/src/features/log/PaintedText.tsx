import type { Paint } from './plain-text.ts';
import styles from './PaintedText.module.css';

/** Text as its program painted it, in shades that can be read on this page. Always text, never markup. */
export function PaintedText({ text, paints }: { text: string; paints: readonly Paint[] }) {
  if (paints.length === 0) return text;
  const first = paints[0]?.at ?? 0;
  return (
    <>
      {text.slice(0, first)}
      {paints.map(({ at, style }, index) => (
        <span
          key={at}
          className={styles.painted}
          data-color={style.color ?? undefined}
          data-bold={style.bold || undefined}
          data-dim={style.dim || undefined}
          data-italic={style.italic || undefined}
          data-underline={style.underline || undefined}
        >
          {text.slice(at, paints[index + 1]?.at)}
        </span>
      ))}
    </>
  );
}
