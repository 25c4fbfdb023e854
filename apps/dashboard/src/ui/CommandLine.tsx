import styles from './CommandLine.module.css';
import { CopyButton } from './CopyButton.tsx';

/** The same as a command of the terminal, to be copied. */
export function CommandLine({ text }: { text: string }) {
  return (
    <p className={styles.command} data-testid="command-line">
      <code>{text}</code> <CopyButton text={() => text} label="Copy as a command" />
    </p>
  );
}
