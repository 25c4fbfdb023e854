import type { Grant } from '@devteam/api';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { useCommand } from '../projects/use-command.ts';
import { GrantFields } from './GrantFields.tsx';
import styles from './InviteDialog.module.css';
import { ShownOnce } from '../../ui/ShownOnce.tsx';
import { inviteCommand } from './place-words.ts';

const lifetimes = [
  { value: '24', label: 'a day' },
  { value: '72', label: 'three days' },
  { value: '168', label: 'a week' },
  { value: '720', label: 'thirty days' },
];

/** A link that makes somebody a member, once. */
export function InviteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Dialog opened={opened} onClose={onClose} title="Invite somebody" testId="invite-dialog">
      {opened ? <Form onClose={onClose} /> : null}
    </Dialog>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const { routes } = useServices();
  const [email, setEmail] = useState('');
  const [hours, setHours] = useState('72');
  const [grants, setGrants] = useState<Grant[]>([{ role: 'viewer', customerId: null, projectId: null }]);
  const [made, setMade] = useState<{ link: string; expiresAt: string } | null>(null);
  const address = email.trim();
  const invite = useCommand(async () => {
    const body = { grants, hours: Number(hours), ...(address === '' ? {} : { email: address }) };
    setMade(await routes.call('inviteUser', { body }));
  });
  if (made)
    return (
      <ShownOnce
        what="link"
        secret={made.link}
        expiresAt={made.expiresAt}
        words="Whoever opens it chooses a name and a password and has these roles. It is good once. Send it by a way that only they read."
        onClose={onClose}
      />
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (grants.length > 0) void invite.give();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput
        label="E-mail"
        description="Where it is given, only whoever gives this address may use the link. Nothing is sent."
        type="email"
        value={email}
        data-testid="invite-email"
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <GrantFields grants={grants} onChange={setGrants} />
      <NativeSelect label="Good for" data={lifetimes} value={hours} onChange={(event) => setHours(event.currentTarget.value)} />
      <CommandLine text={inviteCommand(grants, address, Number(hours))} />
      {invite.failure ? <FailureCard failure={invite.failure} /> : null}
      <div className={styles.buttons}>
        <Button size="xs" variant="default" onClick={onClose}>
          Leave it
        </Button>
        <Button type="submit" size="xs" loading={invite.pending} data-testid="make-invitation">
          Make the link
        </Button>
      </div>
    </form>
  );
}
