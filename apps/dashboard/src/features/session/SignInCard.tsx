import { Button, TextInput } from '@mantine/core';
import { errorCatalogue } from '@devteam/api';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useAppSelector } from '../../app/hooks.ts';
import { useServices } from '../../app/services.ts';
import { KeyIcon } from '../../ui/icons.tsx';
import { WithCode } from '../../ui/WithCode.tsx';
import { tokenOf } from './access-token.ts';
import { selectSession } from './session-slice.ts';
import styles from './SignInCard.module.css';

const notAToken = 'This holds no token: paste the whole link, with what follows #token=.';

export function SignInCard() {
  const { signingIn, failure } = useAppSelector(selectSession);
  const { signIn } = useServices();
  const [pasted, setPasted] = useState('');
  const [error, setError] = useState<string | null>(null);
  const { what, next } = errorCatalogue.unauthorized;

  const field = useRef<HTMLInputElement>(null);
  // There is nothing else to do on this page.
  useEffect(() => field.current?.focus(), []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const token = tokenOf(pasted);
    setError(token === '' ? notAToken : null);
    if (token !== '') void signIn(token);
  };
  const refused = failure && `Not accepted: ${failure.why}.`;

  return (
    <form className={styles.card} onSubmit={submit} data-testid="sign-in">
      <span className={styles.icon}>
        <KeyIcon size={20} />
      </span>
      <h1>{what}</h1>
      <p>
        <WithCode text={next} />
      </p>
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
      <Button type="submit" loading={signingIn} fullWidth>
        Sign in
      </Button>
      <p className={styles.note}>The token is traded for a cookie of this browser and kept nowhere else.</p>
    </form>
  );
}
