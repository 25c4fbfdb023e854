import { useState } from 'react';
import { pauseExecution, resumeExecution, stopExecution } from '../state/thunks.ts';
import type { ExecutionStatus } from '../wire.ts';
import { isActive } from '../wire.ts';
import { useDevTeam, useDevTeamDispatch, useSettings } from './dev-team-context.ts';
import { icons } from './icons.tsx';

interface ExecutionActionsProps {
  projectId: string;
  projectName: string;
  status: ExecutionStatus;
  desired: 'running' | 'paused' | 'stopped';
}

/** Pause, resume and stop. Stopping costs the work of the task in hand, so it is asked twice, in place. */
export function ExecutionActions({ desired, projectId, projectName, status }: ExecutionActionsProps) {
  const { labels } = useSettings();
  const dispatch = useDevTeamDispatch();
  const mayControl = useDevTeam((selectors, state) => selectors.selectHasPermission(state, 'automate.control'));
  const [isAsking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState('');
  if (!mayControl || !isActive(status)) return null;

  const give = async (thunk: ReturnType<typeof pauseExecution>) => {
    setAsking(false);
    const action = await dispatch(thunk);
    setRefusal(
      action.meta.requestStatus === 'rejected' ? ((action as { payload?: { why: string } }).payload?.why ?? 'It was refused.') : '',
    );
  };
  if (isAsking)
    return (
      <fieldset className="dt-actions">
        <legend className="dt-hidden">Stop {projectName}?</legend>
        <span className="dt-dim">Work on the task in hand is dropped.</span>
        <button type="button" className="dt-button" data-danger onClick={() => void give(stopExecution(projectId))}>
          {icons.stop} Stop now
        </button>
        <button type="button" className="dt-button" onClick={() => setAsking(false)}>
          Keep going
        </button>
      </fieldset>
    );
  const rests = status === 'paused' || status === 'waiting_for_human';
  return (
    <div className="dt-actions">
      {refusal === '' ? null : <output className="dt-dim">{refusal}</output>}
      {rests ? (
        <button
          type="button"
          className="dt-button"
          aria-label={`${labels.resume} ${projectName}`}
          onClick={() => void give(resumeExecution(projectId))}
        >
          {icons.play} {labels.resume}
        </button>
      ) : (
        <button
          type="button"
          className="dt-button"
          aria-label={`${labels.pause} ${projectName}`}
          disabled={desired !== 'running'}
          onClick={() => void give(pauseExecution(projectId))}
        >
          {icons.pause} {desired === 'paused' ? 'Pausing…' : labels.pause}
        </button>
      )}
      <button
        type="button"
        className="dt-button"
        aria-label={`${labels.stop} ${projectName}`}
        disabled={desired === 'stopped'}
        onClick={() => setAsking(true)}
      >
        {icons.stop} {desired === 'stopped' ? 'Stopping…' : labels.stop}
      </button>
    </div>
  );
}
