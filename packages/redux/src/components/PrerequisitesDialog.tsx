import { type FormEvent, useCallback, useEffect, useId, useState } from 'react';
import type { RequestFailure } from '../client/request-failure.ts';
import type { Prerequisite } from '../state/dev-team-state.ts';
import { checkPrerequisites } from '../state/thunks.ts';
import { contained } from './DevTeamErrorBoundary.tsx';
import { Dialog } from './Dialog.tsx';
import { FailureParts } from './FailureParts.tsx';
import { useDevTeam, useDevTeamDispatch } from './dev-team-context.ts';
import { formText } from './form-text.ts';
import { icons } from './icons.tsx';

export interface PrerequisitesDialogProps {
  projectId: string;
  repositoryUrl?: string | undefined;
  darkMode?: boolean | undefined;
  /** Everything is there, and the person wants to begin. */
  onStart: () => void | Promise<void>;
  onClose: () => void;
}

const faces = {
  met: { icon: icons.check, tone: 'done', word: 'met' },
  missing: { icon: icons.cross, tone: 'failed', word: 'missing' },
  warning: { icon: icons.alert, tone: 'warning', word: 'worth a look' },
} as const;

/** What an automation still lacks, with a field for what a person can supply; checked again until nothing is missing. */
function Prerequisites({ darkMode, onClose, onStart, projectId, repositoryUrl = '' }: PrerequisitesDialogProps) {
  const dispatch = useDevTeamDispatch();
  const found = useDevTeam((selectors, state) => selectors.selectPrerequisites(state, projectId));
  const error = useDevTeam((selectors, state) => selectors.selectExecution(state, projectId)?.errorContext ?? null);
  const [checking, setChecking] = useState(false);
  const [failure, setFailure] = useState<RequestFailure | undefined>();
  const field = useId();

  const check = useCallback(
    async (address: string) => {
      setChecking(true);
      const action = await dispatch(checkPrerequisites({ projectId, repositoryUrl: address }));
      setFailure(checkPrerequisites.rejected.match(action) ? action.payload : undefined);
      setChecking(false);
    },
    // The function is another one at each render and does the same.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [projectId],
  );
  useEffect(() => void check(repositoryUrl), [check, repositoryUrl]);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void check(formText(new FormData(event.currentTarget), 'repositoryUrl'));
  };
  const isReady = found !== undefined && failure === undefined && found.every(({ state }) => state !== 'missing');
  return (
    <Dialog title="Before DevTeam can start" darkMode={darkMode} onClose={onClose}>
      {error && !isReady ? <FailureParts failure={error} /> : null}
      {failure ? <FailureParts failure={failure} /> : null}
      {found ? (
        <ul className="dt-checks" aria-busy={checking}>
          {found.map((one) => (
            <Check key={one.name} {...one} />
          ))}
        </ul>
      ) : (
        <p className="dt-dim">{checking ? 'Checking…' : 'Nothing could be checked.'}</p>
      )}
      <form onSubmit={submit}>
        <div className="dt-entry">
          <label className="dt-label" htmlFor={field}>
            Repository
          </label>
          <input
            className="dt-field"
            id={field}
            name="repositoryUrl"
            defaultValue={repositoryUrl}
            placeholder="https://github.com/acme/shop.git"
            autoComplete="off"
            spellCheck={false}
          />
        </div>
        <footer className="dt-foot">
          <button type="submit" className="dt-button" disabled={checking}>
            {checking ? 'Checking…' : 'Check again'}
          </button>
          <button type="button" className="dt-button" data-primary disabled={!isReady || checking} onClick={() => void onStart()}>
            {icons.spark} Start
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function Check({ next, state, words }: Prerequisite) {
  const { icon, tone, word } = faces[state];
  return (
    <li data-tone={tone} data-check={state}>
      {icon}
      <span>
        <span className="dt-hidden">{word}: </span>
        {words}
        {next === '' ? null : <small>{next}</small>}
      </span>
    </li>
  );
}

export const PrerequisitesDialog = contained(Prerequisites, 'PrerequisitesDialog');
