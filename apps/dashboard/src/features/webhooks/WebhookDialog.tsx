import type { NoticeKind } from '@devteam/api';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useAppSelector } from '../../app/hooks.ts';
import { useServices } from '../../app/services.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ShownOnce } from '../../ui/ShownOnce.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { placeChoices } from '../members/place-words.ts';
import { KindChoices } from '../notices/KindChoices.tsx';
import { selectProjects } from '../projects/selectors.ts';
import { useCommand } from '../projects/use-command.ts';
import { addWebhookCommand } from './webhook-commands.ts';
import styles from './webhooks.module.css';

const usualKinds: readonly NoticeKind[] = ['execution_completed', 'execution_failed', 'review_opened', 'budget_reached'];

/** An address, or a Slack channel, that is told what happens from now on. */
export function WebhookDialog({ opened, onClose, onAdded }: { opened: boolean; onClose: () => void; onAdded: () => Promise<void> }) {
  return (
    <Dialog opened={opened} onClose={onClose} title="Add a webhook" testId="webhook-dialog">
      {opened ? <Form onClose={onClose} onAdded={onAdded} /> : null}
    </Dialog>
  );
}

function Form({ onClose, onAdded }: { onClose: () => void; onAdded: () => Promise<void> }) {
  const { routes } = useServices();
  const choices = placeChoices(useAppSelector(selectProjects));
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [format, setFormat] = useState<'devteam' | 'slack'>('devteam');
  const [at, setAt] = useState('');
  const [kinds, setKinds] = useState<readonly NoticeKind[]>(usualKinds);
  const [isLacking, setIsLacking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const place = choices.find(({ value }) => value === at)?.place ?? { customerId: null, projectId: null };
  const body = { name: name.trim(), url: url.trim(), format, kinds: [...kinds], ...place };
  const add = useCommand(async () => {
    const added = await routes.call('addWebhook', { body });
    setSecret(added.secret);
    await onAdded();
  });
  if (secret !== null) return <Secret secret={secret} onClose={onClose} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const lacks = body.name === '' || !/^https?:\/\/./.test(body.url) || kinds.length === 0;
    setIsLacking(lacks);
    if (!lacks) void add.give();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput
        label="Name"
        required
        data-testid="webhook-name"
        value={name}
        error={isLacking && body.name === '' ? 'It needs a name.' : null}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label="What it is"
        data-testid="webhook-format"
        value={format}
        data={[
          { value: 'devteam', label: 'an address of yours: JSON, signed' },
          { value: 'slack', label: 'an incoming webhook of Slack: a message in a channel' },
        ]}
        onChange={(event) => setFormat(event.currentTarget.value === 'slack' ? 'slack' : 'devteam')}
      />
      <TextInput
        label="Address"
        required
        data-testid="webhook-url"
        placeholder={format === 'slack' ? 'https://hooks.slack.com/services/…' : 'https://…'}
        value={url}
        error={isLacking && !/^https?:\/\/./.test(body.url) ? 'An address that begins with https:// or http://.' : null}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <NativeSelect
        label="Where"
        value={at}
        data={choices.map(({ label, value }) => ({ label, value }))}
        onChange={(event) => setAt(event.currentTarget.value)}
      />
      <KindChoices kinds={kinds} onChange={setKinds} />
      {isLacking && kinds.length === 0 ? <p>It has to be told at least one thing.</p> : null}
      <CommandLine text={addWebhookCommand(body)} />
      {add.failure ? <FailureCard failure={add.failure} /> : null}
      <div className={styles.buttons}>
        <Button size="xs" variant="default" onClick={onClose}>
          Leave it
        </Button>
        <Button type="submit" size="xs" loading={add.pending} data-testid="confirm-webhook">
          Add it
        </Button>
      </div>
    </form>
  );
}

/** With it the receiver knows that a notice is ours. */
export const Secret = ({ secret, onClose }: { secret: string; onClose: () => void }) => (
  <ShownOnce
    what="secret"
    secret={secret}
    words="Every notice is signed with it, so that the receiver knows that it is ours. Slack does not need it."
    onClose={onClose}
  />
);
