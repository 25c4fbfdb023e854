import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { tokenOf } from './access-token.ts';
import styles from './SignInCard.module.css';

const notAToken = 'This holds no token: paste the whole link, with what follows #token=.';

export interface SignInFormProps {
  /** Why the server did not take the last one. */
  refused: string | null;
  pending: boolean;
}

export function TokenForm({ refused, pending }: SignInFormProps) {
  const { signIn } = useServices();
  const [pasted, setPasted] = useState('');
  const [error, setError] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  // There is nothing else to do on this page.
  useEffect(() => field.current?.focus(), []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const token = tokenOf(pasted);
    setError(token === '' ? notAToken : null);
    if (token !== '') void signIn(token);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput
        label="Token or link"
        placeholder="http://127.0.0.1:4310/#token=…"
        value={pasted}
        onChange={(event) => setPasted(event.currentTarget.value)}
        error={error ?? refused}
        autoComplete="off"
        spellCheck={false}
        ref={field}
      />
      <Button type="submit" loading={pending} fullWidth>
        Sign in
      </Button>
      <p className={styles.note}>The token is traded for a cookie of this browser and kept nowhere else.</p>
    </form>
  );
}
