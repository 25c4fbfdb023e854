import type { InjectionPreview as Preview } from '@devteam/api';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { RequestFailed } from '../../http/request-failure.ts';
import { FailureCard } from '../failure/FailureCard.tsx';
import { type InjectionDraft, findLack, requestOf } from './injection-draft.ts';
import styles from './InjectionPreview.module.css';

const pauseMs = 350;
/** More would be scrolled, not read. */
const shownTasks = 12;

/** What would happen if it were sent now: the order before and after, and what is interrupted. Asked of the engine, which decides. */
export function InjectionPreview({ projectId, draft }: { projectId: string; draft: InjectionDraft }) {
  const { api } = useServices();
  const [settled] = useDebouncedValue(draft, pauseMs);
  const [preview, setPreview] = useState<Preview | null>(null);
  const lack = findLack({ ...settled, reason: settled.reason || '-' });
  const asked = lack ? '' : JSON.stringify(settled);
  useEffect(() => {
    if (asked === '') return undefined;
    let isCurrent = true;
    const draftAsked = JSON.parse(asked) as InjectionDraft;
    const ask = async () => {
      try {
        const answer = await api.previewInjection(projectId, requestOf({ ...draftAsked, reason: draftAsked.reason || '-' }, 'preview'));
        if (isCurrent) setPreview(answer);
      } catch (error) {
        if (!(error instanceof RequestFailed)) throw error;
        if (isCurrent) setPreview(null);
      }
    };
    void ask();
    return () => {
      isCurrent = false;
    };
  }, [api, projectId, asked]);

  if (lack) return <p className={styles.hint}>The new order is shown as soon as the form says enough.</p>;
  if (!preview) return <p className={styles.hint}>Looking at what it would do …</p>;
  if (preview.problem) return <FailureCard failure={preview.problem} />;
  return (
    <section className={styles.preview} aria-label="What it would do" data-testid="injection-preview">
      <p className={styles.words}>{wordsOf(preview)}</p>
      <div className={styles.orders}>
        <Order head="Order now" rows={preview.oldOrder} newKey={null} />
        <Order head="Order then" rows={preview.newOrder} newKey={preview.taskKey} />
      </div>
    </section>
  );
}

function wordsOf({ delayMinutes, interrupts, needsApproval, replaces, startsAs }: Preview): string {
  const interrupted = interrupts
    ? `${interrupts.key} «${interrupts.title}» is interrupted, and ${
        interrupts.work === 'drop' ? 'its work is dropped.' : 'begins again after it.'
      }`
    : 'Nothing that runs is touched.';
  return [
    interrupted,
    replaces === null || interrupts?.key === replaces ? null : `${replaces} is marked as replaced.`,
    startsAs === null ? 'As the list stands it cannot start.' : startsAs === 1 ? 'It is next.' : `It is number ${startsAs}.`,
    delayMinutes === null || delayMinutes === 0 ? null : `All that comes after it comes about ${Math.round(delayMinutes)} min later.`,
    needsApproval ? 'Somebody has to approve it first.' : null,
  ]
    .filter(Boolean)
    .join(' ');
}

function Order({ head, rows, newKey }: { head: string; rows: Preview['newOrder']; newKey: string | null }) {
  const at = Math.max(0, rows.findIndex(({ key }) => key === newKey) - shownTasks + 4);
  const shown = rows.slice(at, at + shownTasks);
  return (
    <div className={styles.order}>
      <h3>{head}</h3>
      <ol start={at + 1}>
        {shown.map(({ key, title }) => (
          <li key={key} data-new={key === newKey || undefined} value={rows.findIndex((row) => row.key === key) + 1}>
            <code>{key}</code> {title}
          </li>
        ))}
      </ol>
      {rows.length > shown.length ? <p className={styles.more}>and {rows.length - shown.length} more</p> : null}
    </div>
  );
}
