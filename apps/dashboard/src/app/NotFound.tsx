import { describeFailure } from '@devteam/api';
import { Link } from 'react-router';
import { FailureCard } from '../features/failure/FailureCard.tsx';
import styles from './NotFound.module.css';
import { paths } from './paths.ts';

export function NotFound() {
  return (
    <div className={styles.page}>
      <FailureCard failure={describeFailure('not_found', { place: window.location.pathname })} alone />
      <Link to={paths.fleet}>All projects</Link>
    </div>
  );
}
