import type { DeliveryView } from '@devteam/api';
import { Button } from '@mantine/core';
import { useServices } from '../../app/services.ts';
import { useRoute } from '../../http/use-route.ts';
import { AlertIcon, CheckIcon, HourglassIcon } from '../../ui/icons.tsx';
import { StatusChip, type StatusLook } from '../../ui/StatusChip.tsx';
import { Table } from '../../ui/Table.tsx';
import { Time } from '../../ui/Time.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { noticeNames } from '../notices/notice-names.ts';
import { useCommand } from '../projects/use-command.ts';

const looks: Readonly<Record<DeliveryView['status'], StatusLook>> = {
  waiting: { word: 'Waits', tone: 'paused', Icon: HourglassIcon },
  delivered: { word: 'Delivered', tone: 'done', Icon: CheckIcon },
  given_up: { word: 'Given up', tone: 'failed', Icon: AlertIcon },
};

/** What one address was told, or is still to be told, newest first. */
export function Deliveries({ webhookId }: { webhookId: string }) {
  const { routes } = useServices();
  const { failure, read, value } = useRoute('listDeliveries', { params: { webhookId }, query: { limit: '50' } });
  const again = useCommand(async (deliveryId: string) => {
    await routes.call('redeliver', { params: { webhookId, deliveryId } });
    await read();
  });
  if (!value) return failure ? <LoadFailure failure={failure} onRetry={read} /> : <p>Reading what it was told …</p>;
  if (value.items.length === 0) return <p data-testid="no-deliveries">It was told nothing yet; what happens from now on comes here.</p>;
  return (
    <>
      {again.failure ? <FailureCard failure={again.failure} /> : null}
      <Table label="Deliveries" head={['When', 'Of what', 'What came of it', 'Tries', '']}>
        {value.items.map(({ answered, createdAt, deliveryId, kind, nextAt, projectId, status, tries, why }) => (
          <tr key={deliveryId} data-testid="delivery" data-status={status}>
            <td>
              <Time time={createdAt} />
            </td>
            <td>
              {noticeNames[kind]}, {projectId}
            </td>
            <td>
              <StatusChip look={looks[status]} size="small" /> {answered === null ? '' : `answered with ${answered}`} {why ?? ''}
              {nextAt !== null && status === 'waiting' ? (
                <>
                  , again at <Time time={nextAt} />
                </>
              ) : null}
            </td>
            <td>{tries}</td>
            <td>
              {status === 'waiting' ? null : (
                <Button
                  size="compact-xs"
                  variant="default"
                  loading={again.pending}
                  data-testid="redeliver"
                  onClick={() => void again.give(deliveryId)}
                >
                  Tell it again
                </Button>
              )}
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}
