import type { AttemptView } from '@devteam/api';
import { Skeleton } from '@mantine/core';
import { useCallback } from 'react';
import { useServices } from '../../app/services.ts';
import type { ApiClient } from '../../http/api-client.ts';
import { useAnswer } from '../../http/use-answer.ts';
import { WithCode } from '../../ui/WithCode.tsx';
import { ChangedFile } from '../changes/ChangesPanel.tsx';
import { parseDiff } from '../changes/parse-diff.ts';
import { FailureCard } from '../failure/FailureCard.tsx';
import { sentenceOf } from '../failure/failure-words.ts';
import styles from './AttemptDetail.module.css';
import { artifactsOfAttempt } from './attempt-words.ts';
import { type ComparedFile, compareDiffs } from './compare-diffs.ts';

interface Side {
  attempt: AttemptView;
  name: string;
}

/** The last diff that it left is what it came to. */
async function readFiles(api: ApiClient, attempt: AttemptView) {
  const left = artifactsOfAttempt(await api.getArtifacts(attempt.executionId, attempt.taskKey), attempt);
  const diff = left.filter(({ kind }) => kind === 'diff').toSorted((a, b) => b.round - a.round)[0];
  return diff ? parseDiff(await api.getArtifact(attempt.executionId, diff.artifactId)) : [];
}

/** Two attempts side by side: why each failed, and where their changes differ. */
export function AttemptComparison({ first, second }: { first: Side; second: Side }) {
  const { api } = useServices();
  const { failure, value } = useAnswer(
    useCallback(async () => {
      const [before, after] = await Promise.all([readFiles(api, first.attempt), readFiles(api, second.attempt)]);
      return compareDiffs(before, after);
      // oxlint-disable-next-line react/exhaustive-deps -- the panel makes a new one for other attempts
    }, [api]),
  );
  const words: Record<ComparedFile['kind'], string> = {
    different: 'both changed it, differently',
    'first-only': `only ${first.name.toLowerCase()}`,
    'second-only': `only ${second.name.toLowerCase()}`,
    same: 'the same in both',
  };
  return (
    <div className={styles.detail} data-testid="attempt-comparison">
      <div className={styles.pair}>
        {[first, second].map(({ attempt, name }) => (
          <div key={name}>
            <h4>{name}</h4>
            <p>
              <WithCode text={attempt.failure ? sentenceOf(attempt.failure) : attempt.state} />
            </p>
          </div>
        ))}
      </div>
      {failure ? <FailureCard failure={failure} /> : null}
      {value === null ? failure ? null : <Skeleton height={120} radius={8} /> : null}
      {value?.length === 0 ? <p className={styles.none}>Neither of them changed anything.</p> : null}
      {value?.map((file) => (
        <section key={file.path} aria-label={file.path} data-testid="compared-file" data-kind={file.kind}>
          <p className={styles.facts}>
            <code>{file.path}</code> {words[file.kind]}
          </p>
          {file.kind === 'same' ? null : (
            <div className={styles.pair}>
              {[
                { name: first.name, changed: file.first },
                { name: second.name, changed: file.second },
              ].map(({ changed, name }) => (
                <div key={name}>
                  <h4>{name}</h4>
                  {changed ? <ChangedFile file={changed} /> : <p className={styles.none}>did not change it</p>}
                </div>
              ))}
            </div>
          )}
        </section>
      ))}
    </div>
  );
}
