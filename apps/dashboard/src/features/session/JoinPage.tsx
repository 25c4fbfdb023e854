import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { paths } from '../../app/paths.ts';
import { useServices } from '../../app/services.ts';
import { KeyIcon } from '../../ui/icons.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { useCommand } from '../projects/use-command.ts';
import styles from './SignInCard.module.css';

/** Shorter ones are refused by the server, too. */
const shortest = 12;

/** The code stands behind the `#`, which no server and no log ever sees; it leaves the address bar at once. */
function takeCode(): string {
  const code = window.location.hash.slice(1);
  if (code !== '') window.history.replaceState(window.history.state, '', window.location.pathname);
  return code;
}

/** Where the link of an invitation leads: a name and a password make a member. */
export function JoinPage() {
  const { api, retry } = useServices();
  const navigate = useNavigate();
  const [code] = useState(takeCode);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [isShort, setIsShort] = useState(false);
  const join = useCommand(async () => {
    await api.join({ code, name: name.trim(), email, password });
    await retry();
    await navigate(paths.fleet, { replace: true });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsShort(password.length < shortest);
    if (password.length >= shortest && name.trim() !== '' && email !== '') void join.give();
  };
  return (
    <form className={styles.card} onSubmit={submit} data-testid="join">
      <span className={styles.icon}>
        <KeyIcon size={20} />
      </span>
      <h1>Become a member</h1>
      {code === '' ? <p>This address lacks the code of the invitation: open the whole link, with what follows the #.</p> : null}
      <TextInput label="Name" autoComplete="name" required value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <TextInput
        label="E-mail"
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <TextInput
        label="Password"
        description={`At least ${shortest} characters.`}
        type="password"
        autoComplete="new-password"
        required
        value={password}
        error={isShort ? `It has ${password.length} characters.` : null}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" loading={join.pending} fullWidth disabled={code === ''}>
        Join
      </Button>
      {join.failure ? <FailureCard failure={join.failure} /> : null}
    </form>
  );
}
