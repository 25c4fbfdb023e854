import { type UserView, allowsSomewhere } from '@devteam/api';
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useAppSelector } from '../../app/hooks.ts';
import { useRoute } from '../../http/use-route.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { BlockedIcon, CheckIcon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip, type StatusLook } from '../../ui/StatusChip.tsx';
import { Table } from '../../ui/Table.tsx';
import { Time } from '../../ui/Time.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { selectProjects } from '../projects/selectors.ts';
import { selectMe, selectRights } from '../session/session-slice.ts';
import { InviteDialog } from './InviteDialog.tsx';
import { PersonDialog } from './PersonDialog.tsx';
import { grantWords, placeChoices } from './place-words.ts';

const sources: Readonly<Record<UserView['source'], string>> = {
  local: 'this machine',
  password: 'a password',
  host: 'the host application',
};
const looks: Readonly<Record<'in' | 'out', StatusLook>> = {
  in: { word: 'Comes in', tone: 'done', Icon: CheckIcon },
  out: { word: 'Comes in no more', tone: 'quiet', Icon: BlockedIcon },
};

/** Who there is, with which roles and where. */
export function PeoplePanel() {
  const rights = useAppSelector(selectRights);
  const me = useAppSelector(selectMe);
  const choices = placeChoices(useAppSelector(selectProjects));
  if (!allowsSomewhere(rights, 'user.manage'))
    return (
      <Panel title="You">
        <p>
          {me?.name}: {me?.grants.map((grant) => grantWords(grant, choices)).join(', ') ?? 'no role'}. Whoever may change roles sees the
          others here, too.
        </p>
      </Panel>
    );
  return <People />;
}

function People() {
  const [search, setSearch] = useSearchParams();
  const cursor = search.get('after');
  const { failure, read, value } = useRoute('listUsers', { query: { limit: '50', ...(cursor === null ? {} : { cursor }) } });
  const choices = placeChoices(useAppSelector(selectProjects));
  const me = useAppSelector(selectMe);
  const [invited, setInvited] = useState(0);
  const set = (name: string, wanted: string | null) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (wanted === null) next.delete(name);
        else next.set(name, wanted);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  useEffect(() => {
    if (invited > 0) void read();
  }, [invited, read]);
  if (!value) return failure ? <LoadFailure failure={failure} onRetry={read} /> : <p>Reading who there is …</p>;
  return (
    <Panel
      title="People"
      flush
      note="A change holds at once, also where somebody is signed in."
      actions={
        <Button size="xs" data-testid="invite" onClick={() => set('do', 'invite')}>
          Invite somebody
        </Button>
      }
    >
      <Table label="People" head={['Person', 'Roles', 'Known by', 'Since', '']}>
        {value.items.map(({ createdAt, disabled, email, grants, name, source, userId }) => (
          <tr key={userId} data-testid="person" data-user-id={userId}>
            <th scope="row">
              {name}
              {userId === me?.userId ? ', you' : ''} {disabled ? <StatusChip look={looks.out} size="small" /> : null}
              <div>{email}</div>
            </th>
            <td>
              {grants.length === 0 ? 'none: sees nothing' : null}
              {grants.map((grant) => (
                <div key={grantWords(grant, choices)}>{grantWords(grant, choices)}</div>
              ))}
            </td>
            <td>{sources[source]}</td>
            <td>
              <Time time={createdAt} />
            </td>
            <td>
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`Change ${name}`}
                data-testid="change-person"
                onClick={() => set('person', userId)}
              >
                Change
              </Button>
            </td>
          </tr>
        ))}
      </Table>
      {cursor !== null || value.next !== null ? (
        <p>
          {cursor === null ? null : (
            <Button size="xs" variant="subtle" onClick={() => set('after', null)}>
              To the first
            </Button>
          )}
          {value.next === null ? null : (
            <Button size="xs" variant="subtle" onClick={() => set('after', value.next)}>
              More people
            </Button>
          )}
        </p>
      ) : null}
      <CommandLine text="devteam users list" />
      <InviteDialog
        opened={search.get('do') === 'invite'}
        onClose={() => {
          set('do', null);
          setInvited((times) => times + 1);
        }}
      />
      <PersonDialog userId={search.get('person')} onClose={() => set('person', null)} onSaved={() => void read()} />
    </Panel>
  );
}
