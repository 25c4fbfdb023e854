import { type ProjectView, isActive } from '@devteam/api';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { useServices } from '../../app/services.ts';
import { useTimes } from '../../ui/absolute-time.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Elapsed } from '../../ui/Elapsed.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { WithCode } from '../../ui/WithCode.tsx';
import { AttemptsPanel } from '../attempts/AttemptsPanel.tsx';
import { ChangesPanel } from '../changes/ChangesPanel.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { InjectionSheet } from '../injection/InjectionSheet.tsx';
import { statusOf } from '../projects/attention.ts';
import type { TaskRow } from '../projects/projects-state.ts';
import { selectTaskRows } from '../projects/selectors.ts';
import { shownStatus, taskLooks } from '../projects/status-looks.ts';
import { useCommand } from '../projects/use-command.ts';
import { type TaskCommand, taskChoices } from './task-commands.ts';
import styles from './TaskDialog.module.css';
import { TimerButton } from './TimerButton.tsx';

interface TaskDialogProps {
  project: ProjectView;
  taskKey: string | null;
  onClose: () => void;
}

/** One task of the list: how it stands, and what a person may do about it. */
export function TaskDialog({ project, taskKey, onClose }: TaskDialogProps) {
  const rows = useAppSelector((state) => selectTaskRows(state, project.projectId));
  const task = rows.find(({ key }) => key === taskKey);
  const title = task ? [task.id, task.title].filter(Boolean).join(' ') : (taskKey ?? '');
  return (
    <Dialog opened={taskKey !== null && task !== undefined} onClose={onClose} title={<WithCode text={title} />} testId="task-dialog" wide>
      {task ? <Details key={task.key} project={project} task={task} /> : null}
    </Dialog>
  );
}

function Details({ project, task }: { project: ProjectView; task: TaskRow }) {
  const { absolute } = useTimes();
  const { api } = useServices();
  const [placing, setPlacing] = useState<'before' | 'after' | null>(null);
  const [asked, setAsked] = useState<TaskCommand | null>(null);
  const control = useCommand(async (command: TaskCommand) => {
    await api.control(project.projectId, command, task.key);
    setAsked(null);
  });
  const stopAfter = useCommand(async () => {
    const kept = (project.execution?.stops ?? []).filter((stop) => stop.when === 'budget' || stop.target !== task.key);
    await api.setStopPoints(project.projectId, [...kept, { when: 'after', target: task.key }]);
  });
  const current = project.currentTask?.key === task.key ? project.currentTask : null;
  const status = shownStatus(task, current);
  const choices = task.executable ? taskChoices(status, current !== null) : [];
  const canTime = ['pending', 'blocked', 'human-review', 'error'].includes(status);
  const chosen = choices.find(({ command }) => command === asked);
  const name = task.id ?? task.key;
  return (
    <div className={styles.details}>
      <p className={styles.status}>
        <StatusChip look={taskLooks[status]} />
        {current ? (
          <span>
            {current.phase}, attempt {current.attempt} of {current.maxAttempts}
          </span>
        ) : null}
      </p>
      <dl className={styles.facts}>
        {task.startedAt ? (
          <Fact name={task.endedAt ? 'Took' : 'Since'}>{<Elapsed since={task.startedAt} until={task.endedAt} />}</Fact>
        ) : null}
        {task.startedAt ? <Fact name="Begun">{absolute(task.startedAt)}</Fact> : null}
        {task.attempt > 0 ? <Fact name="Attempts">{`${task.attempt} of ${task.maxAttempts}`}</Fact> : null}
        {task.dependencies.length > 0 && !task.waitingFor ? <Fact name="Waits for">{task.dependencies.join(', ')}</Fact> : null}
        {task.commit ? (
          <Fact name="Commit">
            <code>{task.commit.slice(0, 12)}</code> <CopyButton text={() => task.commit ?? ''} label="Copy the commit" />
          </Fact>
        ) : null}
        {task.commit ? (
          <Fact name="Proof">
            <Link to={paths.receipt(task.commit)} data-testid="task-receipt">
              Its receipt
            </Link>
          </Fact>
        ) : null}
      </dl>
      {task.waitingFor ? <p className={styles.waiting}>{task.waitingFor}</p> : null}
      {task.failure ? <FailureCard failure={task.failure} /> : null}
      {stopAfter.failure ? <FailureCard failure={stopAfter.failure} /> : null}
      {control.failure ? <FailureCard failure={control.failure} /> : null}
      {chosen ? (
        <div className={styles.consequence} data-testid="task-consequence">
          <p>{chosen.consequence}</p>
          <CommandLine text={chosen.cli(project.projectId, name)} />
          <div className={styles.buttons}>
            <Button size="xs" variant="default" onClick={() => setAsked(null)}>
              Leave it
            </Button>
            <Button size="xs" loading={control.pending} data-testid="task-confirm" onClick={() => void control.give(chosen.command)}>
              {chosen.words}
            </Button>
          </div>
        </div>
      ) : (
        <div className={styles.buttons}>
          {task.executable && canTime ? <TimerButton project={project} taskKey={task.key} /> : null}
          {choices.map(({ command, words }) => (
            <Button key={command} size="xs" variant="default" data-testid={command} onClick={() => setAsked(command)}>
              {words}
            </Button>
          ))}
          {task.executable ? (
            <>
              {isActive(statusOf(project)) && status === 'pending' ? (
                <Button size="xs" variant="default" data-testid="stop-after" onClick={() => void stopAfter.give()}>
                  Stop after it
                </Button>
              ) : null}
              <Button size="xs" variant="default" data-testid="inject-before" onClick={() => setPlacing('before')}>
                Inject before
              </Button>
              <Button size="xs" variant="default" data-testid="inject-after" onClick={() => setPlacing('after')}>
                Inject after
              </Button>
            </>
          ) : null}
        </div>
      )}
      {task.attempt > 0 ? <AttemptsPanel projectId={project.projectId} taskKey={task.key} /> : null}
      {task.commit ? <ChangesPanel projectId={project.projectId} taskKey={task.key} /> : null}
      <InjectionSheet
        projectId={project.projectId}
        opened={placing !== null}
        onClose={() => setPlacing(null)}
        start={{ type: 'positional', where: placing ?? 'after', target: name }}
      />
    </div>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
