import type { AttemptView } from '@devteam/api';
import { Button, NativeSelect, Skeleton } from '@mantine/core';
import { useCallback } from 'react';
import { useServices } from '../../app/services.ts';
import { useAnswer } from '../../http/use-answer.ts';
import { StatusIcon } from '../../ui/StatusChip.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { AttemptComparison } from './AttemptComparison.tsx';
import { AttemptDetail } from './AttemptDetail.tsx';
import styles from './AttemptsPanel.module.css';
import { attemptId, attemptLooks, attemptName } from './attempt-words.ts';
import { useAttemptPlace } from './use-attempt-place.ts';

/** Every try at a task: why it failed, what it printed, what it changed, and how it differs from another one. */
export function AttemptsPanel({ projectId, taskKey }: { projectId: string; taskKey: string }) {
  const { api } = useServices();
  const { failure, value: attempts } = useAnswer(
    useCallback(() => api.getAttempts(projectId, taskKey), [api, projectId, taskKey]),
    10_000,
  );
  const { against, attempt, change } = useAttemptPlace();
  if (failure && attempts === null) return <FailureCard failure={failure} />;
  if (attempts === null) return <Skeleton height={120} radius={10} />;
  const [newest] = attempts;
  if (!newest) return null;
  const chosen = attempts.find((each) => attemptId(each) === attempt) ?? newest;
  const other = attempts.find((each) => attemptId(each) === against && each !== chosen);
  const at = attempts.indexOf(chosen);
  const show = (next: AttemptView | undefined) => {
    if (next) change({ attempt: attemptId(next), against: null });
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the same as its buttons, for those who read with the keyboard
    <section
      className={styles.panel}
      aria-label="Attempts"
      data-testid="attempts"
      onKeyDown={(event) => {
        if (event.target instanceof HTMLSelectElement) return;
        if (event.key === '[') show(attempts[at + 1]);
        if (event.key === ']') show(attempts[at - 1]);
      }}
    >
      <header className={styles.head}>
        <h3>{attemptName(attempts, chosen)}</h3>
        <fieldset className={styles.choice} aria-label="Which attempt">
          {attempts.toReversed().map((each, index) => (
            <button
              key={attemptId(each)}
              type="button"
              aria-pressed={each === chosen}
              data-tone={attemptLooks[each.state].tone}
              data-testid="attempt"
              title={`Attempt ${index + 1} of ${attempts.length} ([ and ])`}
              onClick={() => show(each)}
            >
              <StatusIcon look={attemptLooks[each.state]} size={12} /> {index + 1}
            </button>
          ))}
        </fieldset>
        {attempts.length > 1 ? (
          <NativeSelect
            size="xs"
            aria-label="Hold it against"
            value={other ? attemptId(other) : ''}
            data={[
              { value: '', label: 'Hold it against …' },
              ...attempts
                .filter((each) => each !== chosen)
                .map((each) => ({ value: attemptId(each), label: attemptName(attempts, each).replace(/ of \d+$/, '') })),
            ]}
            onChange={(event) => change({ attempt: attemptId(chosen), against: event.currentTarget.value || null })}
          />
        ) : null}
        {other ? (
          <Button size="xs" variant="default" onClick={() => change({ against: null })}>
            Only this one
          </Button>
        ) : null}
      </header>
      {other ? (
        <AttemptComparison
          key={`${attemptId(chosen)} ${attemptId(other)}`}
          first={{ attempt: other, name: attemptName(attempts, other) }}
          second={{ attempt: chosen, name: attemptName(attempts, chosen) }}
        />
      ) : (
        <AttemptDetail key={attemptId(chosen)} projectId={projectId} attempt={chosen} />
      )}
    </section>
  );
}
