import { CopyButton } from '../../ui/CopyButton.tsx';
import { TerminalIcon } from '../../ui/icons.tsx';
import styles from './EmptyFleet.module.css';

const steps = [
  { text: 'Add a project: a Git repository with a task list in it.', command: 'devteam projects add <repository> --customer <name>' },
  { text: 'Let it be worked on. Its card appears here and moves by itself.', command: 'devteam run <project>' },
];

/** Nothing yet: says what will be here, and what to type. */
export function EmptyFleet() {
  return (
    <section className={styles.empty} data-testid="fleet-empty" aria-labelledby="empty-fleet">
      <span className={styles.icon}>
        <TerminalIcon size={22} />
      </span>
      <h1 id="empty-fleet">No project yet</h1>
      <p>Every project of every customer gets a card on this page, live. In a terminal:</p>
      <ol className={styles.steps}>
        {steps.map(({ text, command }, index) => (
          <li key={command}>
            <p>
              <b>{index + 1}</b> {text}
            </p>
            <div className={styles.command}>
              <code>{command}</code>
              <CopyButton text={() => command} label="Copy the command" />
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
