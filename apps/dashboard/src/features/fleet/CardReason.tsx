import type { ProjectView } from '@devteam/api';
import { WithCode } from '../../ui/WithCode.tsx';
import { sentenceOf, toneOfFailure } from '../failure/failure-words.ts';
import { statusOf } from '../projects/attention.ts';
import styles from './CardReason.module.css';

/** Why the execution stands, in one sentence. */
export function CardReason({ project }: { project: ProjectView }) {
  const reason = project.execution?.reason;
  if (!reason) return null;
  const sentence = sentenceOf(reason);
  return (
    <p className={styles.reason} data-tone={toneOfFailure(reason, statusOf(project))} data-testid="reason" title={sentence}>
      <WithCode text={sentence} />
    </p>
  );
}
