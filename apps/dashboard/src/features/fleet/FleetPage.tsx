import { Button, TextInput } from '@mantine/core';
import { useAppSelector } from '../../app/hooks.ts';
import { SearchIcon } from '../../ui/icons.tsx';
import { useKeyCommands } from '../keys/key-commands.ts';
import { selectFleetCounts, selectFleetOrder } from '../projects/selectors.ts';
import { EmptyFleet } from './EmptyFleet.tsx';
import styles from './FleetPage.module.css';
import { focusCard } from './focus-card.ts';
import { FleetSummary } from './FleetSummary.tsx';
import { ProjectCard } from './ProjectCard.tsx';
import { useFleetFilter } from './use-fleet-filter.ts';

/** All projects of all customers; what needs the reader comes first. */
export function FleetPage() {
  const [filter, change] = useFleetFilter();
  const counts = useAppSelector(selectFleetCounts);
  const order = useAppSelector((state) => selectFleetOrder(state, filter));

  useKeyCommands([
    { keys: 'j', words: 'To the next project', group: 'Projects', run: () => focusCard(1) },
    { keys: 'k', words: 'To the one before', group: 'Projects', run: () => focusCard(-1) },
    {
      keys: 'f',
      words: 'To the next that needs you',
      group: 'Projects',
      run: () => focusCard(1, '[data-status=waiting_for_human], [data-status=error]'),
    },
  ]);

  if (counts.all === 0) return <EmptyFleet />;
  return (
    <>
      <div className={styles.head}>
        <h1 className={styles.title}>Projects</h1>
        <FleetSummary counts={counts} chosen={filter.attention} onChoose={(attention) => change({ attention })} />
        <TextInput
          className={styles.search ?? ''}
          aria-label="Filter by customer, project or task"
          placeholder="Customer, project or task"
          type="search"
          leftSection={<SearchIcon />}
          value={filter.text}
          onChange={(event) => change({ text: event.currentTarget.value })}
        />
      </div>
      {order.length === 0 ? (
        <div className={styles.nothing} data-testid="fleet-filtered-empty">
          <p>
            None of {counts.all} {counts.all === 1 ? 'project' : 'projects'} matches this filter.
          </p>
          <Button variant="default" size="xs" onClick={() => change({ text: '', attention: null })}>
            Show all
          </Button>
        </div>
      ) : (
        <ul className={styles.grid} aria-label="Projects" data-testid="fleet">
          {order.map((projectId) => (
            <li key={projectId}>
              <ProjectCard projectId={projectId} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
