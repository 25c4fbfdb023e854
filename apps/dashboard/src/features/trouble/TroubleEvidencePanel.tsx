import type { DriverState, Health } from '@devteam/api';
import { Button, Skeleton } from '@mantine/core';
import { useAppSelector } from '../../app/hooks.ts';
import { useServices } from '../../app/services.ts';
import { useAnswer } from '../../http/use-answer.ts';
import { selectLink } from '../../live/live-slice.ts';
import { WithCode } from '../../ui/WithCode.tsx';
import { StatusChip, type StatusLook } from '../../ui/StatusChip.tsx';
import { useTimes } from '../../ui/absolute-time.ts';
import { AlertIcon, CheckIcon, CircleIcon } from '../../ui/icons.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import styles from './TroubleEvidencePanel.module.css';
import type { TroubleEvidence } from './trouble-pages.ts';

const looks: Record<'up' | 'degraded' | 'down', StatusLook> = {
  up: { word: 'Works', tone: 'done', Icon: CheckIcon },
  degraded: { word: 'In trouble', tone: 'warning', Icon: CircleIcon },
  down: { word: 'Does not work', tone: 'failed', Icon: AlertIcon },
};

interface Row {
  name: string;
  status: keyof typeof looks;
  detail: string;
}

/** How it stands now: asked of the server, not of the reader. */
export function TroubleEvidencePanel({ kind }: { kind: TroubleEvidence }) {
  if (kind === 'link') return <LinkEvidence />;
  return kind === 'services' ? <Services /> : <Drivers kind={kind} />;
}

function Drivers({ kind }: { kind: 'executors' | 'sandboxes' }) {
  const { api } = useServices();
  const { failure, read, value } = useAnswer(api.getDrivers);
  const rows = value?.[kind].map(rowOfDriver);
  return (
    <Rows
      title={kind === 'executors' ? 'Agents on the machine of the server' : 'Sandboxes on the machine of the server'}
      rows={rows}
      failure={failure}
      read={read}
    />
  );
}

const rowOfDriver = ({ label, name, next, usable, why }: DriverState): Row => ({
  name,
  status: usable ? 'up' : 'down',
  detail: [why ?? label, next].filter(Boolean).join('. '),
});

function Services() {
  const { api } = useServices();
  const { failure, read, value } = useAnswer(api.getHealth, 5000);
  return <Rows title="Services now" rows={value?.services.map(rowOfService)} failure={failure} read={read} />;
}

const rowOfService = ({ detail, service, status }: Health['services'][number]): Row => ({ name: service, status, detail });

function LinkEvidence() {
  const { clock } = useTimes();
  const { asOfMs, attempt, link } = useAppSelector(selectLink);
  const { api } = useServices();
  const { failure, read, value } = useAnswer(api.getHealth, 5000);
  const since = asOfMs === null ? '' : `; what is shown is as of ${clock(asOfMs)}`;
  const rows: Row[] = [
    {
      name: 'live line',
      status: link === 'live' ? 'up' : link === 'offline' ? 'down' : 'degraded',
      detail: link === 'live' ? 'every change comes as it happens' : `${link}${attempt > 0 ? `, try ${attempt}` : ''}${since}`,
    },
    ...(value
      ? [
          {
            name: 'server',
            status: failure ? ('down' as const) : value.status,
            detail: failure ? failure.why : 'answers ordinary requests',
          },
        ]
      : []),
  ];
  return <Rows title="This page and its server, now" rows={rows} failure={value ? null : failure} read={read} />;
}

interface RowsProps {
  title: string;
  rows: readonly Row[] | undefined;
  failure: Parameters<typeof FailureCard>[0]['failure'] | null;
  read: () => Promise<void>;
}

function Rows({ failure, read, rows, title }: RowsProps) {
  return (
    <section className={styles.panel} aria-label={title} data-testid="trouble-evidence">
      <header>
        <h2>{title}</h2>
        <Button size="xs" variant="default" onClick={() => void read()}>
          Look again
        </Button>
      </header>
      {failure ? <FailureCard failure={failure} isLinked={false} /> : null}
      {rows === undefined ? (
        failure ? null : (
          <Skeleton height={80} radius={10} />
        )
      ) : (
        <ul>
          {rows.map(({ detail, name, status }) => (
            <li key={name} data-status={status}>
              <b>{name}</b> <StatusChip look={looks[status]} size="small" />
              <span>
                <WithCode text={detail} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
