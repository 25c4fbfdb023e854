import { type FormEvent, type ReactNode, useId, useState } from 'react';
import type { RequestFailure } from '../client/request-failure.ts';
import type { InjectionType } from '../state/dev-team-state.ts';
import { type InjectionRequest, injectTask } from '../state/thunks.ts';
import { Dialog } from './Dialog.tsx';
import { FailureParts } from './FailureParts.tsx';
import { useDevTeamDispatch, useSettings } from './dev-team-context.ts';
import { formText } from './form-text.ts';
import { icons } from './icons.tsx';

export interface TaskInjectionModalProps {
  projectId: string;
  injectionType: InjectionType;
  darkMode?: boolean | undefined;
  onClose: () => void;
}

/** The form of one task. What was typed stays until it is accepted. */
export function TaskInjectionModal({ darkMode, injectionType, onClose, projectId }: TaskInjectionModalProps) {
  const { labels, userId } = useSettings();
  const dispatch = useDevTeamDispatch();
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<RequestFailure | undefined>();
  const [acceptedAs, setAcceptedAs] = useState<string | undefined>();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const request = requestOf(new FormData(event.currentTarget), { projectId, injectionType, userId });
    setSending(true);
    const action = await dispatch(injectTask(request));
    setSending(false);
    if (injectTask.fulfilled.match(action)) setAcceptedAs(action.payload.taskId);
    else setFailure(action.payload);
  };
  if (acceptedAs !== undefined)
    return (
      <Dialog title={labels.injectTask} darkMode={darkMode} onClose={onClose}>
        <output className="dt-accepted" data-tone="done">
          {icons.check} Accepted as task <code>{acceptedAs}</code>. It comes into the list with the next commit.
        </output>
      </Dialog>
    );

  const refusedField = failure?.field?.split('.').at(-1);
  const errorOf = (name: string) => (refusedField === name ? failure?.why : undefined);
  return (
    <Dialog title={labels[injectionType]} darkMode={darkMode} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        {failure ? <FailureParts failure={failure} /> : null}
        <Field label="Title" error={errorOf('title')}>
          {(aria) => <input {...aria} className="dt-field" name="title" required maxLength={300} autoComplete="off" />}
        </Field>
        {injectionType === 'positional' ? (
          <Field
            label="Position"
            hint="after:2.1, before:2.2, or the id that it shall have, such as 2.1.5"
            error={errorOf('targetPosition')}
          >
            {(aria) => <input {...aria} className="dt-field" name="targetPosition" required maxLength={200} autoComplete="off" />}
          </Field>
        ) : null}
        {injectionType === 'replace' ? (
          <Field label="Task to replace" hint="Only where nothing runs: the id of the task" error={errorOf('targetTaskId')}>
            {(aria) => <input {...aria} className="dt-field" name="targetTaskId" maxLength={200} autoComplete="off" />}
          </Field>
        ) : null}
        <Field label="Description" error={errorOf('description')}>
          {(aria) => <textarea {...aria} className="dt-field" name="description" rows={3} />}
        </Field>
        <Field label="Acceptance criteria" hint="One a line" error={errorOf('acceptanceCriteria')}>
          {(aria) => <textarea {...aria} className="dt-field" name="acceptanceCriteria" rows={2} />}
        </Field>
        <div className="dt-pair">
          <Field label="Priority">
            {(aria) => (
              <select {...aria} className="dt-field" name="priority" defaultValue="medium">
                <option value="low">Low</option>
                <option value="medium">Medium</option>
                <option value="high">High</option>
                <option value="critical">Critical</option>
              </select>
            )}
          </Field>
          <Field label="Minutes, about" error={errorOf('estimatedDuration')}>
            {(aria) => <input {...aria} className="dt-field" name="estimatedDuration" type="number" min={1} />}
          </Field>
        </div>
        <Field label="Reason" error={errorOf('reason')}>
          {(aria) => <input {...aria} className="dt-field" name="reason" required maxLength={2000} autoComplete="off" />}
        </Field>
        <footer className="dt-foot">
          <button type="submit" className="dt-button" data-primary disabled={isSending}>
            {icons.plus} {isSending ? 'Sending…' : labels.injectTask}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

interface Aria {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean;
}

function Field({
  children,
  error,
  hint,
  label,
}: {
  label: string;
  hint?: string;
  error?: string | undefined;
  children: (aria: Aria) => ReactNode;
}) {
  const id = useId();
  const words = error ?? hint;
  return (
    <div className="dt-entry">
      <label className="dt-label" htmlFor={id}>
        {label}
      </label>
      {children({ id, 'aria-describedby': words === undefined ? undefined : `${id}-words`, 'aria-invalid': error !== undefined })}
      {words === undefined ? null : (
        <small id={`${id}-words`} data-refused={error !== undefined || undefined}>
          {words}
        </small>
      )}
    </div>
  );
}

function requestOf(data: FormData, fixed: Pick<InjectionRequest, 'projectId' | 'injectionType' | 'userId'>): InjectionRequest {
  const text = (name: string): string | undefined => formText(data, name) || undefined;
  const criteria = text('acceptanceCriteria')
    ?.split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const minutes = text('estimatedDuration');
  return {
    ...fixed,
    targetPosition: text('targetPosition'),
    targetTaskId: text('targetTaskId'),
    task: {
      title: text('title') ?? '',
      description: text('description'),
      acceptanceCriteria: criteria,
      priority: text('priority') as InjectionRequest['task']['priority'],
      estimatedDuration: minutes === undefined ? undefined : Number(minutes),
    },
    reason: text('reason') ?? '',
  };
}
