import type { Failure, ProjectView } from '@devteam/api';
import { WithCode } from '../../ui/WithCode.tsx';
import { sentenceOf, toneOfFailure } from '../failure/failure-words.ts';
import { statusOf } from '../projects/attention.ts';
import styles from './CardReason.module.css';

/** Why the execution stands, or why a command was refused, in one sentence. */
export function CardReason({ project, refused }: { project: ProjectView; refused: Failure | null }) {
  const reason = refused ?? project.execution?.reason;
  if (!reason) return null;
  const sentence = sentenceOf(reason);
  return (
    <p
      className={styles.reason}
      data-tone={toneOfFailure(reason, statusOf(project))}
      data-testid="reason"
      title={sentence}
      {...(refused ? { role: 'alert' } : {})}
    >
      <WithCode text={sentence} />
    </p>
  );
}
