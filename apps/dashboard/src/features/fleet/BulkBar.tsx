import type { ProjectView } from '@devteam/api';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { sentenceOf } from '../failure/failure-words.ts';
import { counted } from '../preflight/preflight-words.ts';
import styles from './BulkBar.module.css';
import { type BulkCommand, bulkChoices, bulkCommands, planBulk } from './bulk-commands.ts';
import { useBulk } from './use-bulk.ts';

interface BulkBarProps {
  chosen: readonly ProjectView[];
  /** How many match the filter. */
  matching: number;
  onAll: () => void;
  onNone: () => void;
}

/** One command to all that are chosen. Says first whom it reaches, what it leads to, and why it does not reach the others. */
export function BulkBar({ chosen, matching, onAll, onNone }: BulkBarProps) {
  const [asking, setAsking] = useState<BulkCommand | null>(null);
  const bulk = useBulk();
  const plan = asking ? planBulk(chosen, asking) : null;
  const close = () => {
    bulk.cancel();
    bulk.forget();
    setAsking(null);
  };
  return (
    <div className={styles.bar} role="toolbar" aria-label="Commands to what is chosen" data-testid="bulk-bar">
      <p>
        <b>{chosen.length}</b> chosen
      </p>
      {chosen.length < matching ? (
        <Button size="xs" variant="subtle" data-testid="bulk-all" onClick={onAll}>
          All {matching} that match
        </Button>
      ) : null}
      {bulkCommands.map((command) => {
        const { reached } = planBulk(chosen, command);
        return (
          <Button
            key={command}
            size="xs"
            variant="default"
            disabled={reached.length === 0}
            data-testid={`bulk-${command}`}
            onClick={() => setAsking(command)}
          >
            {bulkChoices[command].words} ({reached.length})
          </Button>
        );
      })}
      <Button size="xs" variant="subtle" color="gray" data-testid="bulk-none" onClick={onNone}>
        Choose none
      </Button>
      <Dialog
        opened={asking !== null}
        onClose={close}
        title={asking && plan ? `${bulkChoices[asking].words}: ${counted(plan.reached.length, 'project')}` : ''}
        testId="bulk-confirm"
        actions={
          asking && plan ? (
            bulk.progress ? (
              <>
                {bulk.progress.isOver ? null : (
                  <Button size="sm" variant="default" onClick={bulk.cancel}>
                    Leave the rest alone
                  </Button>
                )}
                <Button size="sm" disabled={!bulk.progress.isOver} data-testid="bulk-done" onClick={close}>
                  Close
                </Button>
              </>
            ) : (
              <>
                <Button size="sm" variant="default" onClick={close}>
                  Leave them as they are
                </Button>
                <Button size="sm" data-testid="bulk-give" onClick={() => void bulk.give(asking, plan.reached)}>
                  {bulkChoices[asking].words} ({plan.reached.length})
                </Button>
              </>
            )
          ) : null
        }
      >
        {asking && plan ? bulk.progress ? <Results progress={bulk.progress} /> : <Consequence command={asking} plan={plan} /> : null}
      </Dialog>
    </div>
  );
}

function Consequence({ command, plan: { reached, refused } }: { command: BulkCommand; plan: ReturnType<typeof planBulk> }) {
  const { cli, consequence } = bulkChoices[command];
  return (
    <div className={styles.consequence}>
      <p>{consequence}</p>
      <ul data-testid="bulk-reached">
        {reached.map(({ customerName, name, projectId, totals }) => (
          <li key={projectId}>
            <b>{name}</b> of {customerName}, {totals.completed} of {totals.total} tasks done
          </li>
        ))}
      </ul>
      {refused.length > 0 ? (
        <>
          <p>Left alone:</p>
          <ul data-testid="bulk-refused">
            {refused.map(({ project, why }) => (
              <li key={project.projectId}>
                <b>{project.name}</b>: {why}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <CommandLine text={reached.map(({ projectId }) => cli(projectId)).join(' && ')} />
    </div>
  );
}

function Results({ progress: { isOver, results, total } }: { progress: NonNullable<ReturnType<typeof useBulk>['progress']> }) {
  const failed = results.filter(({ failure }) => failure !== null).length;
  return (
    <div className={styles.consequence} data-testid="bulk-results">
      <output>
        {results.length} of {total} asked{failed > 0 ? `, ${failed} refused` : ''}
        {isOver ? '.' : ' …'}
      </output>
      <ul>
        {results.map(({ failure, name, projectId }) => (
          <li key={projectId} data-failed={failure !== null || undefined}>
            <b>{name}</b>: {failure ? sentenceOf(failure) : 'taken'}
          </li>
        ))}
      </ul>
    </div>
  );
}
