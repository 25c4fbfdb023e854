import { Skeleton } from '@mantine/core';
import { useCallback } from 'react';
import { useServices } from '../../app/services.ts';
import { useAnswer } from '../../http/use-answer.ts';
import { FailureCard } from '../failure/FailureCard.tsx';
import styles from './ChangesPanel.module.css';
import { type DiffFile, type DiffLine, parseDiff } from './parse-diff.ts';
import { isGenerated, risksOf } from './risks.ts';

/** Longer ones are folded at first. */
const longLines = 400;
/** More of one file is read in the repository. */
const mostLines = 5_000;

/** What the work of a task changes, file by file; what deserves a second look says so. */
export function ChangesPanel({ projectId, taskKey }: { projectId: string; taskKey: string }) {
  const { api } = useServices();
  const { failure, value: changes } = useAnswer(useCallback(() => api.getChanges(projectId, taskKey), [api, projectId, taskKey]));
  if (failure)
    return failure.code === 'changes_unknown' ? <p className={styles.none}>{failure.why}.</p> : <FailureCard failure={failure} />;
  if (!changes) return <Skeleton height={120} radius={10} />;
  const files = parseDiff(changes.diff);
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  return (
    <section className={styles.changes} aria-label="Changes" data-testid="changes" data-state={changes.state}>
      <p className={styles.sum}>
        {files.length} {files.length === 1 ? 'file' : 'files'}, <b data-kind="added">+{added}</b> <b data-kind="removed">−{removed}</b>,{' '}
        <code>{changes.commit.slice(0, 9)}</code> {changes.state === 'landed' ? 'has landed' : 'waits, and is on no branch that others see'}
        {changes.isCut ? '; only the first megabyte is shown' : null}
      </p>
      {files.map((file) => (
        <ChangedFile key={file.path} file={file} />
      ))}
    </section>
  );
}

export function ChangedFile({ file }: { file: DiffFile }) {
  const risks = risksOf(file);
  const isFolded = isGenerated(file) || file.lines.length > longLines;
  return (
    <details className={styles.file} open={!isFolded} data-testid="changed-file">
      <summary>
        <code>{file.oldPath ? `${file.oldPath} → ${file.path}` : file.path}</code>
        {file.status === 'added' || file.status === 'removed' ? <em>{file.status}</em> : null}
        {isGenerated(file) ? <em>generated</em> : null}
        {risks.map((risk) => (
          <strong key={risk} data-tone="warning">
            {risk}
          </strong>
        ))}
        <span>
          <b data-kind="added">+{file.added}</b> <b data-kind="removed">−{file.removed}</b>
        </span>
      </summary>
      {file.isBinary ? <p className={styles.none}>Its bytes are not shown.</p> : <Lines lines={file.lines} />}
    </details>
  );
}

function Lines({ lines }: { lines: readonly DiffLine[] }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard has to reach it
    <section className={styles.lines} aria-label="Lines" tabIndex={0}>
      <table>
        <tbody>
          {lines.slice(0, mostLines).map((line, place) => (
            // oxlint-disable-next-line react/no-array-index-key -- lines have no other name, and never move
            <tr key={place} data-kind={line.kind}>
              <td>{line.before}</td>
              <td>{line.after}</td>
              <td>
                <pre>
                  {line.kind === 'added' ? '+' : line.kind === 'removed' ? '−' : ' '}
                  {line.text}
                </pre>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {lines.length > mostLines ? <p className={styles.none}>and {(lines.length - mostLines).toLocaleString('en')} more lines</p> : null}
    </section>
  );
}
