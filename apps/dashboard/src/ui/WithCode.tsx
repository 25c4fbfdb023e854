import styles from './WithCode.module.css';

/** Text in which what stands between backticks is code. */
export function WithCode({ text }: { text: string }) {
  return text
    .split(/(`[^`]+`)/)
    .filter((piece) => piece !== '')
    .map((piece, index) => {
      const key = `${index}:${piece}`;
      return piece.startsWith('`') && piece.length > 2 ? (
        <code key={key} className={styles.code}>
          {piece.slice(1, -1)}
        </code>
      ) : (
        <span key={key}>{piece}</span>
      );
    });
}
