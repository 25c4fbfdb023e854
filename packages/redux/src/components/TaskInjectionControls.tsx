import { useId, useState } from 'react';
import type { InjectionType } from '../state/dev-team-state.ts';
import { contained } from './DevTeamErrorBoundary.tsx';
import { useDevTeam, useSettings } from './dev-team-context.ts';
import { icons } from './icons.tsx';
import { useRootProps } from './root-props.ts';
import { TaskInjectionModal } from './TaskInjectionModal.tsx';

export interface TaskInjectionControlsProps {
  projectId: string | null | undefined;
  darkMode?: boolean | undefined;
  className?: string | undefined;
}

/** How a task comes in, and the button that opens the form for it. */
function Controls({ className, darkMode, projectId }: TaskInjectionControlsProps) {
  const { enabled, hasProjectAccess } = useSettings();
  const root = useRootProps('dt-injection', { className, darkMode });
  const mayInject = useDevTeam((selectors, state) => selectors.selectHasPermission(state, 'inject.request'));
  const [type, setType] = useState<InjectionType>('positional');
  const [isOpen, setOpen] = useState(false);
  if (!enabled || !projectId || !mayInject || !hasProjectAccess(projectId)) return null;
  return (
    <section {...root} aria-label="Add a task to the running list">
      <InjectionTypeSelector value={type} onChange={setType} />
      <InjectTaskButton onClick={() => setOpen(true)} />
      {isOpen ? <TaskInjectionModal projectId={projectId} injectionType={type} darkMode={darkMode} onClose={() => setOpen(false)} /> : null}
    </section>
  );
}

const types = ['priority', 'replace', 'positional'] as const;
const effects: Record<InjectionType, string> = {
  priority: 'The running task is rolled back and follows it.',
  replace: 'The running task is stopped and its work dropped.',
  positional: 'Nothing is interrupted.',
};

export function InjectionTypeSelector({ onChange, value }: { value: InjectionType; onChange: (type: InjectionType) => void }) {
  const { labels } = useSettings();
  const name = useId();
  return (
    <fieldset className="dt-types">
      <legend className="dt-hidden">Where the task comes</legend>
      {types.map((type) => (
        <label key={type} data-chosen={value === type || undefined}>
          <input type="radio" name={name} value={type} checked={value === type} onChange={() => onChange(type)} />
          <span>{labels[type]}</span>
          <small>{effects[type]}</small>
        </label>
      ))}
    </fieldset>
  );
}

export function InjectTaskButton({ onClick }: { onClick: () => void }) {
  const { labels } = useSettings();
  return (
    <button type="button" className="dt-button" data-primary onClick={onClick}>
      {icons.plus} {labels.injectTask}
    </button>
  );
}

export const TaskInjectionControls = contained(Controls, 'TaskInjectionControls');
