import { useState } from 'react';
import type { HostTask } from '../services/automation-service.ts';
import { initializeProjectAutomation, resumeExecution } from '../state/thunks.ts';
import { contained } from './DevTeamErrorBoundary.tsx';
import { useDevTeam, useDevTeamDispatch, useSettings } from './dev-team-context.ts';
import { ExecutionDialog } from './ExecutionDialog.tsx';
import { icons } from './icons.tsx';
import { PrerequisitesDialog } from './PrerequisitesDialog.tsx';
import { useRootProps } from './root-props.ts';

export interface AutomateProjectButtonProps {
  projectId: string | null | undefined;
  /** In whose row it stands; a task that is done has no button. */
  task?: Pick<HostTask, 'isCompleted' | 'status'> | undefined;
  /** The task after which the execution halts. */
  stopPoint?: string | undefined;
  /** As far as the host knows it; a dialog asks for it otherwise. */
  repositoryUrl?: string | undefined;
  darkMode?: boolean | undefined;
  className?: string | undefined;
}

/** Starts the project's list, and afterwards says that it runs. All buttons of one project show the same. */
function Button({ className, darkMode, projectId, repositoryUrl, stopPoint, task }: AutomateProjectButtonProps) {
  const { enabled, hasProjectAccess, labels, userId } = useSettings();
  const root = useRootProps('dt-button', { className, darkMode });
  const canAutomate = useDevTeam((selectors, state) => selectors.selectCanAutomate(state));
  const status = useDevTeam((selectors, state) => selectors.selectStatus(state, projectId ?? ''));
  const isAutomating = useDevTeam((selectors, state) => selectors.selectIsAutomating(state, projectId ?? ''));
  const dispatch = useDevTeamDispatch();
  const [dialog, setDialog] = useState<'prerequisites' | 'execution' | null>(null);

  const isDone = task?.isCompleted === true || task?.status === 'completed';
  if (!enabled || !projectId || !canAutomate || isDone || !hasProjectAccess(projectId)) return null;

  const start = async () => {
    const { meta } = await dispatch(initializeProjectAutomation({ projectId, userId, stopPoint }));
    setDialog(meta.requestStatus === 'rejected' ? 'prerequisites' : null);
  };
  const act = () => {
    if (status === 'waiting_for_human') setDialog('execution');
    else void (status === 'paused' ? dispatch(resumeExecution(projectId)) : start());
  };
  const face = isAutomating
    ? { icon: icons.running, label: labels.automating }
    : status === 'paused'
      ? { icon: icons.play, label: labels.resume }
      : status === 'waiting_for_human'
        ? { icon: icons.hand, label: labels.needsYou }
        : { icon: icons.spark, label: labels.automate };
  return (
    <>
      <button
        {...root}
        type="button"
        data-state={status}
        disabled={isAutomating}
        aria-busy={isAutomating}
        onClick={(event) => {
          event.stopPropagation();
          act();
        }}
      >
        {face.icon}
        {face.label}
      </button>
      {dialog === 'prerequisites' ? (
        <PrerequisitesDialog
          projectId={projectId}
          repositoryUrl={repositoryUrl}
          darkMode={darkMode}
          onStart={start}
          onClose={() => setDialog(null)}
        />
      ) : null}
      {dialog === 'execution' ? <ExecutionDialog projectId={projectId} darkMode={darkMode} onClose={() => setDialog(null)} /> : null}
    </>
  );
}

export const AutomateProjectButton = contained(Button, 'AutomateProjectButton');
