import type { TokenView } from '@devteam/api';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useAppSelector } from '../../app/hooks.ts';
import { useServices } from '../../app/services.ts';
import { useRoute } from '../../http/use-route.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { BlockedIcon, CheckIcon, HourglassIcon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useServerNow } from '../../ui/ServerClock.tsx';
import { StatusChip, type StatusLook } from '../../ui/StatusChip.tsx';
import { Table } from '../../ui/Table.tsx';
import { Time } from '../../ui/Time.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { selectProjects } from '../projects/selectors.ts';
import { useCommand } from '../projects/use-command.ts';
import { TokenDialog } from './TokenDialog.tsx';
import { placeChoices, placeWords } from './place-words.ts';

const looks: Readonly<Record<'good' | 'revoked' | 'over', StatusLook>> = {
  good: { word: 'Good', tone: 'done', Icon: CheckIcon },
  revoked: { word: 'Revoked', tone: 'quiet', Icon: BlockedIcon },
  over: { word: 'Over', tone: 'quiet', Icon: HourglassIcon },
};

/** Tokens of the reader, for programs: what each may do and where, until when, and when it was used. */
export function TokensPanel() {
  const { failure, read, value } = useRoute('listTokens', {});
  const [search, setSearch] = useSearchParams();
  const [asked, setAsked] = useState<string | null>(null);
  if (!value) return failure ? <LoadFailure failure={failure} onRetry={read} /> : <p>Reading your tokens …</p>;
  const isMaking = search.get('do') === 'token';
  const make = (opened: boolean) =>
    setSearch({ show: 'tokens', ...(opened ? { do: 'token' } : {}) }, { replace: true, preventScrollReset: true });
  return (
    <Panel
      title="Your tokens"
      flush
      note="For programs that ask the API. A token may do no more than its permissions say, and never more than you."
      actions={
        <Button size="xs" data-testid="make-token" onClick={() => make(true)}>
          Make a token
        </Button>
      }
    >
      {value.items.length === 0 ? <p data-testid="no-tokens">There is none yet. A program that asks the API needs one.</p> : null}
      {value.items.length > 0 ? (
        <Table label="Your tokens" head={['Token', 'May', 'Where', 'Until', 'Last used', '']}>
          {value.items.map((token) => (
            <TokenRow key={token.tokenId} token={token} isAsked={asked === token.tokenId} onAsk={setAsked} onRevoked={read} />
          ))}
        </Table>
      ) : null}
      <CommandLine text="devteam tokens list" />
      <TokenDialog opened={isMaking} onClose={() => make(false)} onMade={read} />
    </Panel>
  );
}

interface TokenRowProps {
  token: TokenView;
  isAsked: boolean;
  onAsk: (tokenId: string | null) => void;
  onRevoked: () => Promise<void>;
}

function TokenRow({ token, isAsked, onAsk, onRevoked }: TokenRowProps) {
  const { routes } = useServices();
  const now = useServerNow();
  const choices = placeChoices(useAppSelector(selectProjects));
  const { expiresAt, name, permissions, revoked, tokenId, usedAt } = token;
  const state = revoked ? 'revoked' : Date.parse(expiresAt) <= now ? 'over' : 'good';
  const revoke = useCommand(async () => {
    await routes.call('revokeToken', { params: { tokenId } });
    onAsk(null);
    await onRevoked();
  });
  return (
    <>
      <tr data-testid="token" data-state={state}>
        <th scope="row">
          {name} <StatusChip look={looks[state]} size="small" />
        </th>
        <td>{permissions.join(', ')}</td>
        <td>{placeWords(token, choices)}</td>
        <td>
          <Time time={expiresAt} />
        </td>
        <td>{usedAt ? <Time time={usedAt} /> : 'never'}</td>
        <td>
          {state === 'good' && !isAsked ? (
            <Button size="compact-xs" variant="default" aria-label={`Revoke ${name}`} data-testid="revoke" onClick={() => onAsk(tokenId)}>
              Revoke
            </Button>
          ) : null}
        </td>
      </tr>
      {isAsked ? (
        <tr>
          <td colSpan={6}>
            <p>Whatever uses {name} is refused from now on, and connections that it opened are closed. It does not come back.</p>
            <CommandLine text={`devteam tokens revoke ${tokenId}`} />
            {revoke.failure ? <FailureCard failure={revoke.failure} /> : null}
            <Button size="xs" variant="default" mr={8} onClick={() => onAsk(null)}>
              Leave it
            </Button>
            <Button size="xs" color="red" loading={revoke.pending} data-testid="confirm-revoke" onClick={() => void revoke.give()}>
              Revoke {name}
            </Button>
          </td>
        </tr>
      ) : null}
    </>
  );
}
