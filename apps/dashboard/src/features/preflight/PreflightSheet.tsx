import { Button } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useAppSelector } from '../../app/hooks.ts';
import { useServices } from '../../app/services.ts';
import { useAnswer } from '../../http/use-answer.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { PlayIcon } from '../../ui/icons.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { selectProject } from '../projects/selectors.ts';
import { useCommand } from '../projects/use-command.ts';
import { PreflightFacts } from './PreflightFacts.tsx';
import { PreflightOrder } from './PreflightOrder.tsx';
import { PreflightRemarks } from './PreflightRemarks.tsx';
import { PreflightSkeleton } from './PreflightSkeleton.tsx';
import styles from './PreflightSheet.module.css';
import { usePreflightPlace } from './preflight-place.ts';
import { automateCommand, headlineOf } from './preflight-words.ts';

/** Before an execution: what it would do and what is in its way, looked at now. Open for the project that the address names. */
export function PreflightSheet() {
  const { close, projectId } = usePreflightPlace();
  const project = useAppSelector((state) => (projectId === null ? undefined : selectProject(state, projectId)));
  return (
    <Dialog opened={project !== undefined} onClose={close} title={project ? `Automate ${project.name}` : ''} wide testId="preflight">
      {project ? <Sheet key={project.projectId} projectId={project.projectId} onStarted={close} /> : null}
    </Dialog>
  );
}

function Sheet({ projectId, onStarted }: { projectId: string; onStarted: () => void }) {
  const { api } = useServices();
  const [stopAfter, setStopAfter] = useState<readonly string[]>([]);
  const { failure, read, value: view } = useAnswer(useCallback(() => api.getPreflight(projectId), [api, projectId]));
  const dryRun = useCommand(read);
  const start = useCommand(async () => {
    await api.automate(projectId, stopAfter);
    onStarted();
  });
  const canStart = view !== null && view.blockers.length === 0;
  const startButton = useRef<HTMLButtonElement>(null);
  // Who has read the sheet and is content presses Enter.
  useEffect(() => {
    if (canStart) startButton.current?.focus({ preventScroll: true });
  }, [canStart]);
  const toggleStop = (key: string) =>
    setStopAfter((before) => (before.includes(key) ? before.filter((each) => each !== key) : [...before, key]));

  return (
    <div className={styles.sheet}>
      <div className={styles.content}>
        {failure ? <FailureCard failure={failure} /> : null}
        {view ? (
          <>
            <p className={styles.headline} data-testid="preflight-headline" data-tone={view.blockers.length > 0 ? 'failed' : 'done'}>
              {headlineOf(view)}
            </p>
            {view.blockers.map((blocker) => (
              <FailureCard key={`${blocker.code} ${blocker.why}`} failure={blocker} />
            ))}
            {view.list && view.list.remarkCount > 0 ? <PreflightRemarks list={view.list} /> : null}
            {view.list && view.list.orderLength + view.list.stuckCount > 0 ? (
              <PreflightOrder list={view.list} stopAfter={stopAfter} onToggleStop={toggleStop} />
            ) : null}
            <PreflightFacts view={view} />
          </>
        ) : failure ? null : (
          <PreflightSkeleton />
        )}
      </div>
      <footer className={styles.footer}>
        {start.failure ? <FailureCard failure={start.failure} /> : null}
        <CommandLine text={automateCommand(projectId, stopAfter)} />
        <div className={styles.actions}>
          <span className={styles.note}>
            {stopAfter.length === 0 ? 'No stop point: it goes on to the end of the list.' : `Stops after ${stopAfter.join(', ')}.`}
          </span>
          <Button
            size="sm"
            variant="default"
            loading={dryRun.pending}
            data-testid="preflight-dry-run"
            title="Fetches and looks again; nothing is changed"
            onClick={() => void dryRun.give()}
          >
            Dry run again
          </Button>
          <Button
            ref={startButton}
            size="sm"
            loading={start.pending}
            disabled={!canStart}
            leftSection={<PlayIcon size={12} />}
            data-testid="preflight-start"
            onClick={() => void start.give()}
          >
            Start
          </Button>
        </div>
      </footer>
    </div>
  );
}
