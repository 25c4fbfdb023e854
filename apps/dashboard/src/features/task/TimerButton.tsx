import type { ProjectView } from '@devteam/api';
import { Button } from '@mantine/core';
import { useAppDispatch, useAppSelector } from '../../app/hooks.ts';
import { useServices } from '../../app/services.ts';
import { Elapsed } from '../../ui/Elapsed.tsx';
import { TimerIcon } from '../../ui/icons.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { selectMe } from '../session/session-slice.ts';
import { useCommand } from '../projects/use-command.ts';
import { selectTimerOf, timerChanged } from './timers-slice.ts';
import styles from './TimerButton.module.css';

/** A person's own time on a task: the engine leaves it alone while it runs. Kept on the server, one a person. */
export function TimerButton({ project, taskKey }: { project: ProjectView; taskKey: string }) {
  const { api } = useServices();
  const dispatch = useAppDispatch();
  const timer = useAppSelector((state) => selectTimerOf(state, project.projectId, taskKey));
  const me = useAppSelector(selectMe)?.name;
  const start = useCommand(async () => {
    dispatch(timerChanged(await api.startTimer(project.projectId, taskKey)));
  });
  const stop = useCommand(async () => {
    dispatch(timerChanged(await api.stopTimer(project.projectId)));
  });
  const refused = start.failure ?? stop.failure;
  return (
    <div className={styles.timer}>
      {timer && timer.person !== me ? (
        <p data-testid="timer-of-other">
          {timer.person} works on it, since <Elapsed since={timer.startedAt} />
        </p>
      ) : (
        <Button
          size="xs"
          variant={timer ? 'light' : 'default'}
          leftSection={<TimerIcon size={13} />}
          loading={start.pending || stop.pending}
          data-testid={timer ? 'timer-stop' : 'timer-start'}
          onClick={() => void (timer ? stop.give() : start.give())}
        >
          {timer ? (
            <>
              Stop Timer, <Elapsed since={timer.startedAt} />
            </>
          ) : (
            'Start Timer'
          )}
        </Button>
      )}
      {refused ? <FailureCard failure={refused} /> : null}
    </div>
  );
}
