import { type Permission, allowsSomewhere, permissionWords, permissions } from '@devteam/api';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useAppSelector } from '../../app/hooks.ts';
import { useServices } from '../../app/services.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { selectProjects } from '../projects/selectors.ts';
import { useCommand } from '../projects/use-command.ts';
import { selectRights } from '../session/session-slice.ts';
import styles from './TokenDialog.module.css';
import { ShownOnce } from '../../ui/ShownOnce.tsx';
import { placeChoices, tokenCommand } from './place-words.ts';

const lifetimes = [
  { value: '1', label: 'a day' },
  { value: '7', label: 'a week' },
  { value: '30', label: 'thirty days' },
  { value: '90', label: 'ninety days' },
  { value: '366', label: 'a year' },
];

/** A token for a program; shown once. */
export function TokenDialog({ opened, onClose, onMade }: { opened: boolean; onClose: () => void; onMade: () => Promise<void> }) {
  return (
    <Dialog opened={opened} onClose={onClose} title="Make a token" testId="token-dialog">
      {opened ? <Form onClose={onClose} onMade={onMade} /> : null}
    </Dialog>
  );
}

function Form({ onClose, onMade }: { onClose: () => void; onMade: () => Promise<void> }) {
  const { routes } = useServices();
  const rights = useAppSelector(selectRights);
  const choices = placeChoices(useAppSelector(selectProjects));
  const [name, setName] = useState('');
  const [may, setMay] = useState<readonly Permission[]>(['project.read']);
  const [at, setAt] = useState('');
  const [days, setDays] = useState('90');
  const [isLacking, setIsLacking] = useState(false);
  const [made, setMade] = useState<{ token: string; expiresAt: string } | null>(null);
  const place = choices.find(({ value }) => value === at)?.place ?? { customerId: null, projectId: null };
  const make = useCommand(async () => {
    setMade(await routes.call('makeToken', { body: { name: name.trim(), permissions: [...may], ...place, days: Number(days) } }));
    await onMade();
  });
  if (made)
    return (
      <ShownOnce
        what="token"
        secret={made.token}
        expiresAt={made.expiresAt}
        words="A program sends it as «Authorization: Bearer …»; only its hash is kept here."
        onClose={onClose}
      />
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const lacks = name.trim() === '' || may.length === 0;
    setIsLacking(lacks);
    if (!lacks) void make.give();
  };
  const toggle = (permission: Permission) =>
    setMay((before) => (before.includes(permission) ? before.filter((each) => each !== permission) : [...before, permission]));
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput
        label="Name"
        description="What it is for."
        required
        data-testid="token-name"
        value={name}
        error={isLacking && name.trim() === '' ? 'It needs a name.' : null}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <fieldset className={styles.permissions}>
        <legend>It may</legend>
        {permissions
          .filter((permission) => allowsSomewhere(rights, permission))
          .map((permission) => (
            <label key={permission}>
              <input
                type="checkbox"
                checked={may.includes(permission)}
                data-testid={`may-${permission}`}
                onChange={() => toggle(permission)}
              />
              <span>
                {permissionWords[permission]} <code>{permission}</code>
              </span>
            </label>
          ))}
        {isLacking && may.length === 0 ? <p data-tone="failed">It needs at least one permission.</p> : null}
      </fieldset>
      <NativeSelect
        label="Where"
        data={choices.map(({ label, value }) => ({ label, value }))}
        value={at}
        onChange={(event) => setAt(event.currentTarget.value)}
      />
      <NativeSelect label="Good for" data={lifetimes} value={days} onChange={(event) => setDays(event.currentTarget.value)} />
      <CommandLine text={tokenCommand(name.trim(), may, place.projectId ?? place.customerId, Number(days))} />
      {make.failure ? <FailureCard failure={make.failure} /> : null}
      <div className={styles.buttons}>
        <Button size="xs" variant="default" onClick={onClose}>
          Leave it
        </Button>
        <Button type="submit" size="xs" loading={make.pending} data-testid="confirm-token">
          Make it
        </Button>
      </div>
    </form>
  );
}
