import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { paths } from '../../app/paths.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { TerminalIcon } from '../../ui/icons.tsx';
import styles from './EmptyFleet.module.css';

const steps = [
  { text: 'Say where the repository is. It is looked at at once: branch, task list, checks, agent, sandbox.', command: null },
  { text: 'Say whose project it is, and add it.', command: 'devteam projects add <repository> --customer <name>' },
  {
    text: 'Look at what will be done and in which order, and start. Its card appears here and moves by itself.',
    command: 'devteam automate <project>',
  },
];

/** Nothing yet: says what will be here, and what to do for it. */
export function EmptyFleet() {
  return (
    <section className={styles.empty} data-testid="fleet-empty" aria-labelledby="empty-fleet">
      <span className={styles.icon}>
        <TerminalIcon size={22} />
      </span>
      <h1 id="empty-fleet">No project yet</h1>
      <p>Every project of every customer gets a card on this page, live. It takes three steps:</p>
      <ol className={styles.steps}>
        {steps.map(({ text, command }, index) => (
          <li key={text}>
            <p>
              <b>{index + 1}</b> {text}
            </p>
            {command === null ? null : <CommandLine text={command} />}
          </li>
        ))}
      </ol>
      <p>
        <Button component={Link} to={paths.newProject} data-testid="first-project">
          Add the first project
        </Button>
      </p>
    </section>
  );
}
