import { Suspense, lazy, useRef } from 'react';
import { Route, Routes, useMatch } from 'react-router';
import { FleetPage } from '../features/fleet/FleetPage.tsx';
import { FleetSkeleton } from '../features/fleet/FleetSkeleton.tsx';
import { KeyListener } from '../features/keys/KeyListener.tsx';
import { LoadFailure } from '../features/failure/LoadFailure.tsx';
import { SystemNotices } from '../features/notices/SystemNotices.tsx';
import { Palette } from '../features/palette/Palette.tsx';
import { selectLoad } from '../features/projects/selectors.ts';
import { JoinPage } from '../features/session/JoinPage.tsx';
import { SignInCard } from '../features/session/SignInCard.tsx';
import { selectSession } from '../features/session/session-slice.ts';
import { selectClockOffsetMs } from '../live/live-slice.ts';
import { ServerClock } from '../ui/ServerClock.tsx';
import styles from './App.module.css';
import { AsOfStrip } from './AsOfStrip.tsx';
import { DocumentTitle } from './DocumentTitle.tsx';
import { useAppSelector } from './hooks.ts';
import { NeedsYouAnnouncer } from './NeedsYouAnnouncer.tsx';
import { NotFound } from './NotFound.tsx';
import { officeRoutes } from './office-routes.tsx';
import { paths } from './paths.ts';
import { useServices } from './services.ts';
import { TopBar } from './TopBar.tsx';
import { usePageChange } from './use-page-change.ts';

const ProjectPage = lazy(() => import('../features/project/ProjectPage.tsx').then(({ ProjectPage }) => ({ default: ProjectPage })));

const ReviewsPage = lazy(() => import('../features/review/ReviewsPage.tsx').then(({ ReviewsPage }) => ({ default: ReviewsPage })));
const MetricsPage = lazy(() => import('../features/metrics/MetricsPage.tsx').then(({ MetricsPage }) => ({ default: MetricsPage })));
const TroublePage = lazy(() => import('../features/trouble/TroublePage.tsx').then(({ TroublePage }) => ({ default: TroublePage })));
const NewProjectPage = lazy(() =>
  import('../features/onboarding/NewProjectPage.tsx').then(({ NewProjectPage }) => ({ default: NewProjectPage })),
);
const PreflightSheet = lazy(() =>
  import('../features/preflight/PreflightSheet.tsx').then(({ PreflightSheet }) => ({ default: PreflightSheet })),
);
const HealthPage = lazy(() => import('../features/health/HealthPage.tsx').then(({ HealthPage }) => ({ default: HealthPage })));

export function App() {
  const { status } = useAppSelector(selectSession);
  const isJoining = useMatch(paths.join) !== null;
  const offsetMs = useAppSelector(selectClockOffsetMs);
  const main = useRef<HTMLElement>(null);
  usePageChange(main);
  return (
    <ServerClock offsetMs={offsetMs}>
      <KeyListener>
        <a className="skip-link" href="#main">
          Skip to the content
        </a>
        <TopBar signedIn={status === 'signed-in'} />
        {status === 'signed-in' ? <AsOfStrip /> : null}
        <main ref={main} id="main" className={styles.main} tabIndex={-1}>
          {isJoining ? <JoinPage /> : status === 'signed-out' ? <SignInCard /> : <Loaded />}
        </main>
        <DocumentTitle />
        <NeedsYouAnnouncer />
        {status === 'signed-in' ? <SystemNotices /> : null}
        {status === 'signed-in' ? <Palette /> : null}
      </KeyListener>
    </ServerClock>
  );
}

/** Pages show what is in the store, so there is nothing to show before the first snapshot. */
function Loaded() {
  const load = useAppSelector(selectLoad);
  const { retry } = useServices();
  if (load.status === 'failed' && load.failure) return <LoadFailure failure={load.failure} onRetry={retry} />;
  if (load.status !== 'loaded') return <FleetSkeleton />;
  return (
    <Suspense fallback={null}>
      <Routes>
        <Route path={paths.fleet} element={<FleetPage />} />
        <Route path={paths.newProject} element={<NewProjectPage />} />
        <Route path={paths.projectPattern} element={<ProjectPage />} />
        <Route path={paths.reviews} element={<ReviewsPage />} />
        <Route path={paths.reviewPattern} element={<ReviewsPage />} />
        <Route path={paths.analytics} element={<MetricsPage />} />
        <Route path={paths.health} element={<HealthPage />} />
        {officeRoutes}
        <Route path={paths.troublePattern} element={<TroublePage />} />
        <Route path="*" element={<NotFound />} />
      </Routes>
      <PreflightSheet />
    </Suspense>
  );
}
