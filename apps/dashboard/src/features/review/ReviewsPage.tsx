import type { ReviewView } from '@devteam/api';
import { describeFailure } from '@devteam/api';
import { useEffect } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useAppDispatch, useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { useTimes } from '../../ui/absolute-time.ts';
import { Ago } from '../../ui/Elapsed.tsx';
import { HandIcon } from '../../ui/icons.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { useKeyCommands } from '../keys/key-commands.ts';
import { selectProject } from '../projects/selectors.ts';
import { ReviewDetail } from './ReviewDetail.tsx';
import { loadReviews, selectLastAnswer, selectOpenReviews, selectReview, selectReviewsLoad } from './reviews-slice.ts';
import styles from './ReviewsPage.module.css';

/** Every question that waits for a person, over all customers: the most urgent first. */
export function ReviewsPage() {
  const { absolute } = useTimes();
  const { reviewId = '' } = useParams();
  const dispatch = useAppDispatch();
  const navigate = useNavigate();
  const { failure, load } = useAppSelector(selectReviewsLoad);
  const open = useAppSelector(selectOpenReviews);
  const lastAnswer = useAppSelector(selectLastAnswer);
  const wanted = useAppSelector((state) => selectReview(state, reviewId));
  useEffect(() => {
    void dispatch(loadReviews());
  }, [dispatch]);
  const step = (by: 1 | -1) => {
    const at = open.findIndex((review) => review.reviewId === reviewId);
    const next = open[Math.min(Math.max(0, at + by), open.length - 1)];
    if (next) void navigate(paths.review(next.reviewId), { replace: reviewId !== '' });
  };
  useKeyCommands([
    { keys: 'j', words: 'To the next question', group: 'Reviews', run: () => step(1) },
    { keys: 'k', words: 'To the one before', group: 'Reviews', run: () => step(-1) },
  ]);

  if (load === 'failed' && failure) return <LoadFailure failure={failure} onRetry={() => dispatch(loadReviews()).then(() => undefined)} />;
  const shown = wanted ?? (reviewId === '' ? open[0] : undefined);
  return (
    <div className={styles.page} data-testid="reviews-page" data-chosen={wanted ? true : undefined}>
      <section className={styles.queue} aria-labelledby="reviews-title">
        <header className={styles.head}>
          <h1 id="reviews-title">Waiting for you</h1>
          <span>{open.length}</span>
        </header>
        {open.length === 0 ? (
          <p className={styles.nothing}>
            {load === 'never' ? 'Reading the questions …' : 'Nothing waits for you.'}
            {lastAnswer ? <> The last answer was given at {absolute(lastAnswer)}.</> : null}
          </p>
        ) : (
          <ol>
            {open.map((review) => (
              <QueueRow key={review.reviewId} review={review} chosen={review.reviewId === shown?.reviewId} />
            ))}
          </ol>
        )}
      </section>
      <div className={styles.detail}>
        {shown ? <ReviewDetail key={shown.reviewId} review={shown} /> : null}
        {reviewId !== '' && !wanted && load === 'loaded' ? (
          <FailureCard failure={describeFailure('review_unknown', { place: reviewId })} />
        ) : null}
      </div>
    </div>
  );
}

function QueueRow({ review, chosen }: { review: ReviewView; chosen: boolean }) {
  const navigate = useNavigate();
  const project = useAppSelector((state) => selectProject(state, review.projectId));
  const isLate = review.escalations > 0;
  return (
    <li>
      <button
        type="button"
        className={styles.row}
        data-testid="review-row"
        data-tone={isLate ? 'failed' : 'waiting'}
        {...(chosen ? { 'aria-current': 'true' as const } : {})}
        onClick={() => void navigate(paths.review(review.reviewId))}
      >
        <span className={styles.icon}>
          <HandIcon />
        </span>
        <span className={styles.what}>
          <span className={styles.where}>{project ? `${project.customerName} · ${project.name}` : review.projectId}</span>
          <b>{[review.task.id, review.task.title].filter(Boolean).join(' ')}</b>
          <span className={styles.why}>{review.why.what}</span>
        </span>
        <span className={styles.age}>
          <Ago time={review.openedAt} />
          {isLate ? <em>overdue</em> : null}
        </span>
      </button>
    </li>
  );
}
