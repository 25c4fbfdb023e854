import type { ProjectView } from '@devteam/api';
import { Checkbox } from '@mantine/core';
import { memo } from 'react';
import { Link } from 'react-router';
import { useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { statusOf } from '../projects/attention.ts';
import { LastOutput } from '../projects/LastOutput.tsx';
import { RunTime } from '../projects/RunTime.tsx';
import { sameButOutput, selectProject } from '../projects/selectors.ts';
import { executionLooks } from '../projects/status-looks.ts';
import { BudgetMeter } from './BudgetMeter.tsx';
import { ExecutionBars } from './ExecutionBars.tsx';
import styles from './FleetTable.module.css';
import { useFleetActions } from './fleet-actions.ts';

interface FleetTableProps {
  order: readonly string[];
  chosen: ReadonlySet<string>;
  onAll: () => void;
  onNone: () => void;
}

/** The same projects in the same order as the cards, a row each. */
export function FleetTable({ chosen, onAll, onNone, order }: FleetTableProps) {
  const areAll = order.length > 0 && order.every((projectId) => chosen.has(projectId));
  const areSome = !areAll && order.some((projectId) => chosen.has(projectId));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls sideways where the window is narrow, so the keyboard has to reach it
    <section className={styles.scroller} aria-label="Projects" tabIndex={0}>
      <table className={styles.table} data-testid="fleet-table">
        <thead>
          <tr>
            <th scope="col">
              <Checkbox
                size="xs"
                className={styles.choose ?? ''}
                checked={areAll}
                indeterminate={areSome}
                onChange={() => (areAll ? onNone() : onAll())}
                aria-label="Choose all that are shown"
              />
            </th>
            {['Project', 'Customer', 'Status', 'Tasks', 'At', 'Time', 'Last output', 'Last executions', 'Budget'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {order.map((projectId) => (
            <Row key={projectId} projectId={projectId} isChosen={chosen.has(projectId)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

const Row = memo(function Row({ projectId, isChosen }: { projectId: string; isChosen: boolean }) {
  const project = useAppSelector((state) => selectProject(state, projectId), sameButOutput);
  return project ? <Cells project={project} isChosen={isChosen} /> : null;
});

function Cells({ isChosen, project }: { isChosen: boolean; project: ProjectView }) {
  const actions = useFleetActions();
  const { currentTask: task, execution, projectId, totals } = project;
  const status = statusOf(project);
  const reason = execution?.reason;
  return (
    <tr data-testid="project-card" data-project-id={projectId} data-status={status} data-chosen={isChosen || undefined}>
      <td>
        <Checkbox
          size="xs"
          className={styles.choose ?? ''}
          checked={isChosen}
          onChange={() => actions.toggle(projectId)}
          aria-label={`Choose ${project.name}`}
        />
      </td>
      <th scope="row" aria-label={project.name}>
        <h2>
          <Link to={paths.project(projectId)}>{project.name}</Link>
        </h2>
      </th>
      <td>{project.customerName}</td>
      <td>
        <StatusChip look={executionLooks[status]} size="small" />
      </td>
      <td className={styles.number}>
        {totals.completed} of {totals.total}
      </td>
      <td className={styles.at} title={reason?.why ?? task?.title ?? ''}>
        {reason?.what ?? (task ? [task.id, task.title].filter(Boolean).join(' ') : '')}
      </td>
      <td>{execution ? <RunTime execution={execution} /> : 'never run'}</td>
      <td>
        <LastOutput projectId={projectId} running={status === 'running'} bare />
      </td>
      <td>
        <ExecutionBars projectId={projectId} />
      </td>
      <td>
        <BudgetMeter customerId={project.customerId} projectId={projectId} />
      </td>
    </tr>
  );
}
