import type { ArtifactView } from '@devteam/api';
import { Skeleton } from '@mantine/core';
import { useCallback } from 'react';
import { useServices } from '../../app/services.ts';
import { useAnswer } from '../../http/use-answer.ts';
import { ChangedFile } from '../changes/ChangesPanel.tsx';
import { parseDiff } from '../changes/parse-diff.ts';
import { FailureCard } from '../failure/FailureCard.tsx';
import { PaintedText } from '../log/PaintedText.tsx';
import { plainText } from '../log/plain-text.ts';
import styles from './AttemptDetail.module.css';

/** More of it is in the file. */
const mostLines = 3000;

/** What an attempt left, as it is for people: changes file by file, everything else line by line, as text. */
export function ArtifactText({ artifact: { artifactId, executionId, kind } }: { artifact: ArtifactView }) {
  const { api } = useServices();
  const { failure, value } = useAnswer(useCallback(() => api.getArtifact(executionId, artifactId), [api, executionId, artifactId]));
  if (failure) return <FailureCard failure={failure} />;
  if (value === null) return <Skeleton height={120} radius={8} />;
  if (value.trim() === '') return <p className={styles.none}>{kind === 'diff' ? 'It changed nothing.' : 'It is empty.'}</p>;
  if (kind === 'diff') {
    return (
      <div className={styles.files}>
        {parseDiff(value).map((file) => (
          <ChangedFile key={file.path} file={file} />
        ))}
      </div>
    );
  }
  const lines = value.split('\n');
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard has to reach it
    <section className={styles.text} tabIndex={0} aria-label="Text" data-testid="artifact-text">
      <pre>
        {lines.slice(0, mostLines).map((line, place) => {
          const { paints, text } = plainText(line);
          return (
            // oxlint-disable-next-line react/no-array-index-key -- lines have no other name, and never move
            <span key={place}>
              <PaintedText text={text} paints={paints} />
              {'\n'}
            </span>
          );
        })}
      </pre>
      {lines.length > mostLines ? <p className={styles.none}>and {(lines.length - mostLines).toLocaleString('en')} more lines</p> : null}
    </section>
  );
}
