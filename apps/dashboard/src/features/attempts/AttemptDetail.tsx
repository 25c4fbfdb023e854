import type { ArtifactView, AttemptView } from '@devteam/api';
import { Button, Skeleton } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useAnswer } from '../../http/use-answer.ts';
import { useTimes } from '../../ui/absolute-time.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Elapsed } from '../../ui/Elapsed.tsx';
import { WithCode } from '../../ui/WithCode.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import styles from './AttemptDetail.module.css';
import { ArtifactText } from './ArtifactText.tsx';
import { artifactsOfAttempt, attemptLooks } from './attempt-words.ts';

const kindWords: Record<ArtifactView['kind'], (name: string) => string> = {
  diff: () => 'What it changed',
  transcript: () => 'What the agent printed',
  check_log: (name) => `What the check ${name} printed`,
  prompt: () => 'What it was told',
};
const kindOrder: readonly ArtifactView['kind'][] = ['diff', 'check_log', 'transcript', 'prompt'];

/** One attempt: how it ended and why, the facts, apart from them what the agent says, and all that it left. */
export function AttemptDetail({ attempt, projectId }: { attempt: AttemptView; projectId: string }) {
  const { api } = useServices();
  const { absolute } = useTimes();
  const { executionId, taskKey } = attempt;
  const { failure, value } = useAnswer(useCallback(() => api.getArtifacts(executionId, taskKey), [api, executionId, taskKey]));
  const [openId, setOpenId] = useState<string | null>(null);
  const artifacts = artifactsOfAttempt(value ?? [], attempt).toSorted((a, b) => kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind));
  const shown = artifacts.find(({ artifactId }) => artifactId === openId) ?? artifacts.find(({ kind }) => kind === 'diff');
  const { checks, endedAt, rounds, startedAt, state, summary, usage } = attempt;
  return (
    <div className={styles.detail} data-testid="attempt-detail" data-state={state}>
      <p className={styles.facts}>
        <StatusChip look={attemptLooks[state]} size="small" />
        <span title={absolute(startedAt)}>
          <Elapsed since={startedAt} until={endedAt} />
        </span>
        {rounds > 1 ? <span>{rounds} landings, since the branch moved</span> : null}
        {usage ? (
          <span>
            {usage.model}, {(usage.inputTokens + usage.outputTokens).toLocaleString('en')} tokens
            {usage.costUsd === null ? '' : `, $${usage.costUsd.toFixed(2)}`}
          </span>
        ) : null}
      </p>
      {attempt.failure ? <FailureCard failure={attempt.failure} /> : null}
      {checks.length > 0 ? (
        <ul className={styles.checks} aria-label="Checks of the attempt">
          {checks.map(({ name, result, why }) => (
            <li key={name}>
              <b>{name}</b>: <WithCode text={why === '' ? result : `${result}, ${why}`} />
            </li>
          ))}
        </ul>
      ) : null}
      {summary === null ? null : (
        <figure className={styles.claim}>
          <figcaption>The agent says, and nobody verified:</figcaption>
          <p>{summary}</p>
        </figure>
      )}
      {failure ? <FailureCard failure={failure} /> : null}
      {value === null && failure === null ? <Skeleton height={36} radius={8} /> : null}
      {artifacts.length > 0 ? (
        <fieldset className={styles.choice} aria-label="What the attempt left">
          {artifacts.map(({ artifactId, kind, name, round }) => (
            <Button
              key={artifactId}
              size="compact-sm"
              variant={artifactId === shown?.artifactId ? 'light' : 'default'}
              aria-pressed={artifactId === shown?.artifactId}
              data-testid="artifact"
              onClick={() => setOpenId(artifactId)}
            >
              {kindWords[kind](name)}
              {round > 0 ? `, landing ${round}` : ''}
            </Button>
          ))}
        </fieldset>
      ) : value === null ? null : (
        <p className={styles.none}>It left nothing to look at.</p>
      )}
      {shown ? <ArtifactText key={shown.artifactId} artifact={shown} /> : null}
      <CommandLine text={`devteam logs ${projectId}`} />
    </div>
  );
}
