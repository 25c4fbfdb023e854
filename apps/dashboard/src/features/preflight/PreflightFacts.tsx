import type { DriverState, PreflightView } from '@devteam/api';
import type { ReactNode } from 'react';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { AlertIcon, CheckIcon } from '../../ui/icons.tsx';
import styles from './PreflightFacts.module.css';
import { budgetWords, checksFromWords, counted, landingWords } from './preflight-words.ts';

const usable = { word: 'There', tone: 'done', Icon: CheckIcon } as const;
const missing = { word: 'Missing', tone: 'failed', Icon: AlertIcon } as const;

/** What will do the work, what will prove it, and what it may use. */
export function PreflightFacts({ view }: { view: PreflightView }) {
  const {
    budgets,
    checks,
    checksFailure,
    checksFrom,
    executor,
    forecast,
    landing,
    list,
    maxAttempts,
    model,
    registries,
    repository,
    sandbox,
  } = view;
  return (
    <dl className={styles.facts} data-testid="preflight-facts">
      <Fact name="Branch">
        {repository.branch === null ? 'not found' : <code>{repository.branch}</code>}
        {repository.commit === null ? null : (
          <span>
            {' '}
            at {repository.commit.slice(0, 9)}; {landingWords(landing)}
          </span>
        )}
      </Fact>
      <Fact name="Task list">
        {list ? (
          <>
            <code>{list.path}</code>, {list.dialect}: {list.completed} of {counted(list.total, 'task')} are done
          </>
        ) : (
          'none'
        )}
      </Fact>
      <Fact name="Agent">
        <Driver state={executor} />
        {model === null ? null : (
          <span>
            {model.name}, {maxAttempts === 1 ? 'one attempt' : `up to ${maxAttempts} attempts`} a task
          </span>
        )}
      </Fact>
      <Fact name="Sandbox">
        <Driver state={sandbox} />
      </Fact>
      <Fact name="May reach">{[...(model?.host ? [model.host] : []), ...registries].join(', ') || 'nothing outside of the sandbox'}</Fact>
      <Fact name="Checks">
        {checks.length === 0 ? (
          <span data-tone="warning" className={styles.warning}>
            {checksFailure?.why ?? 'none'}: without one, a person looks at each task before it lands
          </span>
        ) : (
          <>
            <span>{checksFromWords(checksFrom)}</span>
            <ul>
              {checks.map(({ command, name }) => (
                <li key={`${name} ${command}`}>
                  {name}: <code>{command}</code>
                </li>
              ))}
            </ul>
          </>
        )}
      </Fact>
      <Fact name="Budget">
        {budgets.length === 0
          ? 'no limit is set'
          : budgets.map((budget) => (
              <span key={`${budget.scope.kind} ${budget.scope.id}`} className={styles.budget} data-state={budget.state}>
                {budget.scope.kind}: {budgetWords(budget)}
              </span>
            ))}
      </Fact>
      <Fact name="Will take">
        {forecast && forecast.minutes.expected !== null ? forecast.words : 'unknown: no task of it is finished yet'}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function Driver({ state }: { state: DriverState }) {
  return (
    <span className={styles.driver}>
      <span>{state.label}</span> <StatusChip look={state.usable ? usable : missing} />
      {state.usable || state.why === null ? null : <span className={styles.why}>{state.why}</span>}
    </span>
  );
}
