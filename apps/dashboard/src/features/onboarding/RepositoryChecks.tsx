import type { Failure, PreflightView } from '@devteam/api';
import type { ReactNode } from 'react';
import { StatusChip, type StatusLook } from '../../ui/StatusChip.tsx';
import { AlertIcon, CheckIcon, CircleIcon } from '../../ui/icons.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { PreflightRemarks } from '../preflight/PreflightRemarks.tsx';
import { checksFromWords, counted } from '../preflight/preflight-words.ts';
import styles from './RepositoryChecks.module.css';

const looks: Record<'met' | 'open' | 'missing', StatusLook> = {
  met: { word: 'Found', tone: 'done', Icon: CheckIcon },
  open: { word: 'Worth a look', tone: 'warning', Icon: CircleIcon },
  missing: { word: 'Missing', tone: 'failed', Icon: AlertIcon },
};

/** Each thing that an execution needs, with what the server found when it looked. */
export function RepositoryChecks({ view }: { view: PreflightView }) {
  const { checks, checksFailure, checksFrom, executor, list, listFailure, model, repository, sandbox } = view;
  const isReached = repository.failure === null;
  return (
    <ul className={styles.checks} data-testid="repository-checks">
      <Found name="Repository" state={isReached ? 'met' : 'missing'} failure={repository.failure}>
        {isReached ? (
          <>
            branch <code>{repository.branch}</code> at {repository.commit?.slice(0, 9)}
          </>
        ) : (
          repository.url
        )}
      </Found>
      {isReached ? (
        <>
          <Found
            name="Task list"
            state={list && listFailure === null ? (list.remarkCount > 0 || list.orderLength === 0 ? 'open' : 'met') : 'missing'}
            failure={listFailure}
          >
            {list ? (
              <>
                <code>{list.path}</code>: {counted(list.total, 'task')}, {counted(list.orderLength, 'one', 'ones')} to be carried out
                {list.remarkCount > 0 ? <PreflightRemarks list={list} /> : null}
              </>
            ) : (
              'none of the usual names is there'
            )}
          </Found>
          <Found
            name="Checks"
            state={checks.length > 0 ? 'met' : 'open'}
            failure={checksFailure?.code === 'no_checks' ? null : checksFailure}
          >
            {checks.length > 0 ? (
              <>
                {checks.map(({ command }) => command).join(', ')}; {checksFromWords(checksFrom)}
              </>
            ) : (
              'none: a person will look at each task before it lands'
            )}
          </Found>
        </>
      ) : null}
      <Found name="Agent" state={executor.usable ? 'met' : 'missing'} failure={failureOf(view, 'executor_missing')}>
        {executor.label}
      </Found>
      {model ? (
        <Found name="Model" state={model.isReachable ? 'met' : 'missing'} failure={failureOf(view, 'provider_key_unavailable')}>
          {model.name}
          {model.host ? ` at ${model.host}` : ''}
        </Found>
      ) : null}
      <Found name="Sandbox" state={sandbox.usable ? 'met' : 'missing'} failure={failureOf(view, 'sandbox_unavailable')}>
        {sandbox.label}
      </Found>
    </ul>
  );
}

const failureOf = ({ blockers }: PreflightView, code: string): Failure | null => blockers.find((blocker) => blocker.code === code) ?? null;

interface FoundProps {
  name: string;
  state: keyof typeof looks;
  failure: Failure | null;
  children: ReactNode;
}

function Found({ children, failure, name, state }: FoundProps) {
  return (
    <li data-testid="repository-check" data-name={name} data-state={state}>
      <b>{name}</b>
      <StatusChip look={looks[state]} size="small" />
      <div>{children}</div>
      {failure ? <FailureCard failure={failure} /> : null}
    </li>
  );
}
