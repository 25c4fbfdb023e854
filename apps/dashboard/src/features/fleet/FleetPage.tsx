import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'react-router';
import { useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { SearchIcon } from '../../ui/icons.tsx';
import { useKeyCommands } from '../keys/key-commands.ts';
import { usePreflightPlace } from '../preflight/preflight-place.ts';
import { selectFleetCounts, selectFleetOrder, selectProjects } from '../projects/selectors.ts';
import { BulkBar } from './BulkBar.tsx';
import { EmptyFleet } from './EmptyFleet.tsx';
import { FleetCards } from './FleetCards.tsx';
import styles from './FleetPage.module.css';
import { FleetSummary } from './FleetSummary.tsx';
import { FleetTable } from './FleetTable.tsx';
import { type FleetActions, FleetActionsContext } from './fleet-actions.ts';
import { FleetFactsContext } from './fleet-facts.ts';
import { focusCard, focusedProject } from './focus-card.ts';
import { PeekPanel } from './PeekPanel.tsx';
import { useFleetFacts } from './use-fleet-facts.ts';
import { useFleetPlace } from './use-fleet-place.ts';

const nobody: ReadonlySet<string> = new Set();
const looks = ['cards', 'compact', 'table'] as const;
const lookWords = { cards: 'Cards', compact: 'Compact', table: 'Table' };

/** All projects of all customers; what needs the reader comes first. */
export function FleetPage() {
  const [{ filter, isCompact, isTable, peek }, change] = useFleetPlace();
  const counts = useAppSelector(selectFleetCounts);
  const order = useAppSelector((state) => selectFleetOrder(state, filter));
  // Many cards that come at once are drawn in pieces: the letter that was typed does not wait for them.
  const shownOrder = useDeferredValue(order);
  const projects = useAppSelector(selectProjects);
  const facts = useFleetFacts();
  const preflight = usePreflightPlace();
  const [chosen, setChosen] = useState(nobody);
  const [hinted, setHinted] = useState<string | null>(null);
  const look = isTable ? 'table' : isCompact ? 'compact' : 'cards';
  const setLook = (next: string) => change({ isTable: next === 'table', isCompact: next === 'compact' });

  // What leaves the filter leaves the choice: nobody gives a command to what they do not see.
  const stillChosen = useMemo(
    () => projects.filter(({ projectId }) => chosen.has(projectId) && order.includes(projectId)),
    [projects, chosen, order],
  );
  const latest = useRef({ automate: preflight.open, peek: change });
  useEffect(() => {
    latest.current = { automate: preflight.open, peek: change };
  });
  const actions = useMemo(
    (): FleetActions => ({
      automate: (projectId) => latest.current.automate(projectId),
      peek: (projectId) => latest.current.peek({ peek: projectId }),
      hint: setHinted,
      toggle: (projectId) =>
        setChosen((before) => {
          const after = new Set(before);
          if (!after.delete(projectId)) after.add(projectId);
          return after;
        }),
    }),
    [],
  );

  const withFocused = (give: (projectId: string) => void) => {
    const projectId = focusedProject();
    if (projectId !== undefined) give(projectId);
  };
  useKeyCommands([
    { keys: 'j', words: 'To the next project', group: 'Projects', run: () => focusCard(1) },
    { keys: 'k', words: 'To the one before', group: 'Projects', run: () => focusCard(-1) },
    {
      keys: 'f',
      words: 'To the next that needs you',
      group: 'Projects',
      run: () => focusCard(1, '[data-status=waiting_for_human], [data-status=error]'),
    },
    {
      keys: 'o',
      words: 'Last lines of the project, or close them',
      group: 'Projects',
      run: () => {
        const projectId = focusedProject();
        change({ peek: projectId === undefined || projectId === peek ? null : projectId });
      },
    },
    { keys: 'x', words: 'Choose the project', group: 'Projects', run: () => withFocused(actions.toggle) },
    { keys: 'shift+a', words: 'Automate the project', group: 'Projects', run: () => withFocused(preflight.open) },
    {
      keys: 't',
      words: 'Cards, compact, table',
      group: 'Projects',
      run: () => setLook(looks[(looks.indexOf(look) + 1) % looks.length] ?? 'cards'),
    },
  ]);

  if (counts.all === 0) return <EmptyFleet />;
  const shownPeek = hinted ?? peek;
  return (
    <FleetFactsContext value={facts}>
      <FleetActionsContext value={actions}>
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
          <SegmentedControl
            aria-label="How projects are shown"
            size="xs"
            value={look}
            onChange={setLook}
            data={looks.map((value) => ({ value, label: lookWords[value] }))}
            data-testid="fleet-look"
          />
          <Button component={Link} to={paths.newProject} size="xs" variant="default" data-testid="add-project">
            Add a project
          </Button>
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
        ) : isTable ? (
          <FleetTable order={shownOrder} chosen={chosen} onAll={() => setChosen(new Set(order))} onNone={() => setChosen(nobody)} />
        ) : (
          <FleetCards order={shownOrder} chosen={chosen} isCompact={isCompact} />
        )}
        {stillChosen.length > 0 ? (
          <BulkBar chosen={stillChosen} matching={order.length} onAll={() => setChosen(new Set(order))} onNone={() => setChosen(nobody)} />
        ) : null}
        {shownPeek === null ? null : (
          <PeekPanel key={shownPeek} projectId={shownPeek} isKept={hinted === null} onClose={() => change({ peek: null })} />
        )}
      </FleetActionsContext>
    </FleetFactsContext>
  );
}
