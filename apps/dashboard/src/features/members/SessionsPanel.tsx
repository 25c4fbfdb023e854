import { Button } from '@mantine/core';
import { useAppDispatch } from '../../app/hooks.ts';
import { useServices } from '../../app/services.ts';
import { useRoute } from '../../http/use-route.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Table } from '../../ui/Table.tsx';
import { Time } from '../../ui/Time.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { useCommand } from '../projects/use-command.ts';
import { signedOut } from '../session/session-slice.ts';

/** Where the reader is signed in. */
export function SessionsPanel() {
  const { routes } = useServices();
  const dispatch = useAppDispatch();
  const { failure, read, value } = useRoute('listSessions', {});
  const end = useCommand(async (sessionId: string) => {
    await routes.call('endSession', { params: { sessionId } });
    await read();
  });
  const signOut = useCommand(async () => {
    await routes.call('signOut', {});
    dispatch(signedOut());
  });
  if (!value) return failure ? <LoadFailure failure={failure} onRetry={read} /> : <p>Reading where you are signed in …</p>;
  const refused = end.failure ?? signOut.failure;
  return (
    <Panel
      title="Where you are signed in"
      flush
      note="A session that you end is refused from its next request on."
      actions={
        <Button size="xs" variant="default" loading={signOut.pending} data-testid="sign-out" onClick={() => void signOut.give()}>
          Sign out here
        </Button>
      }
    >
      {refused ? <FailureCard failure={refused} /> : null}
      <Table label="Sessions" head={['Browser', 'Since', 'Last seen', '']}>
        {value.items.map(({ agent, createdAt, current, seenAt, sessionId }) => (
          <tr key={sessionId} data-testid="session">
            <th scope="row">
              {agent === '' ? 'It did not say' : agent}
              {current ? ', this one' : ''}
            </th>
            <td>
              <Time time={createdAt} />
            </td>
            <td>
              <Time time={seenAt} />
            </td>
            <td>
              {current ? null : (
                <Button
                  size="compact-xs"
                  variant="default"
                  loading={end.pending}
                  data-testid="end-session"
                  onClick={() => void end.give(sessionId)}
                >
                  End
                </Button>
              )}
            </td>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}
