import { type ReviewChoice, type ReviewView, isActive } from '@devteam/api';
import { Button, Textarea } from '@mantine/core';
import { useRef, useState } from 'react';
import { Link } from 'react-router';
import { useAppDispatch, useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { useServices } from '../../app/services.ts';
import { useTimes } from '../../ui/absolute-time.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Ago } from '../../ui/Elapsed.tsx';
import { WithCode } from '../../ui/WithCode.tsx';
import { ChangesPanel } from '../changes/ChangesPanel.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { useKeyCommands } from '../keys/key-commands.ts';
import { statusOf } from '../projects/attention.ts';
import { selectProject } from '../projects/selectors.ts';
import { useCommand } from '../projects/use-command.ts';
import { choiceWords, commandOf } from './choice-words.ts';
import styles from './ReviewDetail.module.css';
import { reviewChanged } from './reviews-slice.ts';

/** One question: what we know, apart from what is only said, and the answers that are always in view. */
export function ReviewDetail({ review }: { review: ReviewView }) {
  const { absolute } = useTimes();
  const project = useAppSelector((state) => selectProject(state, review.projectId));
  const left = project ? project.totals.total - project.totals.completed : 0;
  return (
    <article className={styles.review} data-testid="review" data-state={review.state} aria-labelledby="review-title">
      <header className={styles.head}>
        <p>
          <Link to={paths.project(review.projectId)}>{project ? `${project.customerName} · ${project.name}` : review.projectId}</Link>
        </p>
        <h2 id="review-title">
          {review.task.id ? <code>{review.task.id}</code> : null} <WithCode text={review.task.title} />
        </h2>
        <p className={styles.times}>
          asked <Ago time={review.openedAt} />, wanted until {absolute(review.deadline)}
          {project && isActive(statusOf(project)) && left > 1 ? `, ${left - 1} more tasks wait behind it` : null}
        </p>
      </header>
      <FailureCard failure={review.why} status="waiting_for_human" />
      <div className={styles.sides}>
        <section className={styles.facts} aria-labelledby="facts-title">
          <h3 id="facts-title">What we verified</h3>
          {review.facts.length === 0 ? <p>Nothing could be verified.</p> : null}
          <ul>
            {review.facts.map(({ shownBy, what }) => (
              <li key={`${what}${shownBy}`}>
                <WithCode text={what} />
                <code>{shownBy}</code>
              </li>
            ))}
          </ul>
          {review.work ? (
            <p className={styles.work}>
              The work is kept as <code>{review.work.commit.slice(0, 9)}</code> on top of <code>{review.work.base.slice(0, 9)}</code>.
            </p>
          ) : null}
        </section>
        <section className={styles.claims} aria-labelledby="claims-title">
          <h3 id="claims-title">What the agent says</h3>
          <p className={styles.unverified}>Not verified by anybody.</p>
          {review.claims.length === 0 ? <p>It says nothing.</p> : null}
          <ul>
            {review.claims.map(({ says, who }) => (
              <li key={`${who}${says}`}>
                <q>{says}</q> <cite>{who}</cite>
              </li>
            ))}
          </ul>
        </section>
      </div>
      {review.work ? <ChangesPanel projectId={review.projectId} taskKey={review.task.key} /> : null}
      {review.state === 'open' ? <Decision review={review} /> : <Answered review={review} />}
    </article>
  );
}

function Answered({ review }: { review: ReviewView }) {
  if (!review.answer) return <p className={styles.answered}>The execution has ended; nobody waits for an answer any more.</p>;
  const { at, by, choice, note } = review.answer;
  return (
    <p className={styles.answered} data-testid="review-answered">
      <b>{choiceWords[choice].words}</b>: {by}, <Ago time={at} />
      {note ? <q>{note}</q> : null}
    </p>
  );
}

/** Nothing is decided by scrolling, by Escape or by losing the focus: a choice is made, its consequence read, and then confirmed. */
function Decision({ review }: { review: ReviewView }) {
  const { api } = useServices();
  const dispatch = useAppDispatch();
  const [choice, setChoice] = useState<ReviewChoice | null>(null);
  const [note, setNote] = useState('');
  const [isLacking, setIsLacking] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const [key] = useState(() => crypto.randomUUID());
  const answer = useCommand(async (given: ReviewChoice) => {
    dispatch(
      reviewChanged(await api.answerReview(review.projectId, review.reviewId, { choice: given, note: note.trim(), idempotencyKey: key })),
    );
  });

  const choose = (next: ReviewChoice) => {
    setChoice(next);
    setIsLacking(false);
    answer.forget();
  };
  useKeyCommands(
    review.choices.map((each) => ({
      keys: choiceWords[each].key,
      words: choiceWords[each].words,
      group: 'Reviews' as const,
      run: () => choose(each),
    })),
  );
  const confirm = () => {
    if (choice === null) return;
    if (choiceWords[choice].needsNote && note.trim() === '') {
      setIsLacking(true);
      field.current?.focus();
      return;
    }
    void answer.give(choice);
  };
  const chosen = choice === null ? null : choiceWords[choice];
  const command = choice === null ? null : commandOf(review, choice, note);
  return (
    <section className={styles.decision} aria-label="Your answer" data-testid="decision">
      {answer.failure ? <FailureCard failure={answer.failure} /> : null}
      {chosen && command ? (
        <div className={styles.chosen}>
          <p>{chosen.consequence}</p>
          <Textarea
            ref={field}
            label={chosen.noteLabel}
            required={chosen.needsNote}
            error={isLacking ? 'One line is needed.' : undefined}
            rows={2}
            value={note}
            onChange={(event) => {
              setNote(event.currentTarget.value);
              setIsLacking(false);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) confirm();
            }}
          />
          <CommandLine text={command} />
        </div>
      ) : null}
      <div className={styles.buttons}>
        {review.choices.map((each) => (
          <Button
            key={each}
            size="sm"
            variant={each === choice ? 'light' : 'default'}
            aria-pressed={each === choice}
            data-testid={`choose-${each}`}
            onClick={() => choose(each)}
          >
            {choiceWords[each].words}
          </Button>
        ))}
        {chosen ? (
          <Button
            size="sm"
            className={styles.confirm ?? ''}
            color={choice === 'abandon' || choice === 'skip' ? 'red' : 'blue'}
            loading={answer.pending}
            data-testid="confirm-answer"
            onClick={confirm}
          >
            Confirm
          </Button>
        ) : null}
      </div>
    </section>
  );
}
