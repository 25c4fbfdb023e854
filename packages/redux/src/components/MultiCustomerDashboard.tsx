import { useState } from 'react';
import type { AutomationSession } from '../state/dev-team-state.ts';
import { Chip } from './Chip.tsx';
import { contained } from './DevTeamErrorBoundary.tsx';
import { Elapsed } from './Elapsed.tsx';
import { ErrorResolutionBadge } from './ErrorResolutionBadge.tsx';
import { ExecutionActions } from './ExecutionActions.tsx';
import { ExecutionDialog } from './ExecutionDialog.tsx';
import { SessionProgress, SessionTask } from './ExecutionStatus.tsx';
import { useDevTeam, useSettings } from './dev-team-context.ts';
import { useRootProps } from './root-props.ts';
import { linkLooks, lookOf } from './status-looks.ts';

export interface MultiCustomerDashboardProps {
  darkMode?: boolean | undefined;
  className?: string | undefined;
}

/** Every customer's execution at a glance, live. */
function Dashboard({ className, darkMode }: MultiCustomerDashboardProps) {
  const { enabled } = useSettings();
  const root = useRootProps('dt-dashboard', { className, darkMode });
  const sessions = useDevTeam((selectors, state) => selectors.selectExecutions(state)).filter(({ status }) => status !== 'idle');
  const metrics = useDevTeam((selectors, state) => selectors.selectEssentialMetrics(state));
  const { asOf, link } = useDevTeam((selectors, state) => selectors.selectConnection(state));
  const [openId, setOpenId] = useState<string | null>(null);
  if (!enabled) return null;
  const isStale = asOf !== null && link !== 'live' && link !== 'polling';
  return (
    <section {...root} aria-label="DevTeam">
      <header className="dt-row dt-dashboard-head">
        <h2>DevTeam</h2>
        <span className="dt-dim">
          <b>{metrics.running}</b> running
          {metrics.waiting > 0 ? <span data-tone="waiting"> · {metrics.waiting} waiting for you</span> : null}
          {metrics.queued > 0 ? ` · ${metrics.queued} queued` : null}
        </span>
        <span className="dt-end">
          <Chip look={linkLooks[link]} title={isStale ? `as of ${new Date(asOf).toLocaleTimeString()}` : undefined} />
        </span>
      </header>
      {sessions.length === 0 ? (
        <p className="dt-empty">No active executions. Press «Automate Project» at a project, and it appears here.</p>
      ) : (
        <ul className="dt-grid">
          {sessions.map((session) => (
            <Card key={session.projectId} session={session} onOpen={() => setOpenId(session.projectId)} />
          ))}
        </ul>
      )}
      {openId === null ? null : <ExecutionDialog projectId={openId} darkMode={darkMode} onClose={() => setOpenId(null)} />}
    </section>
  );
}

function Card({ onOpen, session }: { session: AutomationSession; onOpen: () => void }) {
  const { labels } = useSettings();
  const { customerName, endTime, errorContext, projectId, projectName, repositoryUrl, startTime, status } = session;
  const look = lookOf(status);
  return (
    <li className="dt-card" data-tone={look.tone} data-status={status} data-project={projectId}>
      <div className="dt-row dt-card-head">
        <div>
          <p className="dt-dim">{customerName}</p>
          <h3>{projectName}</h3>
        </div>
        <span className="dt-end">
          <Chip look={look} />
        </span>
      </div>
      <SessionProgress session={session} />
      <SessionTask session={session} />
      {errorContext === null ? null : (
        <p className="dt-reason">
          {errorContext.what}: {errorContext.why}
        </p>
      )}
      <ErrorResolutionBadge projectId={projectId} />
      <p className="dt-dim dt-facts">
        {startTime === null ? null : <Elapsed since={startTime} until={endTime} />}
        <span title={repositoryUrl}>{nameOf(repositoryUrl)}</span>
      </p>
      <footer className="dt-card-foot">
        <button type="button" className="dt-button" aria-label={`${labels.details} of ${projectName}`} onClick={onOpen}>
          {labels.details}
        </button>
        <ExecutionActions {...session} />
      </footer>
    </li>
  );
}

/** The last two parts of an address say which repository it is. */
const nameOf = (repositoryUrl: string): string =>
  repositoryUrl
    .replace(/\.git$/, '')
    .split(/[/:]/)
    .slice(-2)
    .join('/');

export const MultiCustomerDashboard = contained(Dashboard, 'MultiCustomerDashboard');
