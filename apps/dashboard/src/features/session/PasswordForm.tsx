import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useServices } from '../../app/services.ts';
import type { SignInFormProps } from './TokenForm.tsx';
import styles from './SignInCard.module.css';

export function PasswordForm({ refused, pending }: SignInFormProps) {
  const { signIn } = useServices();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (email !== '' && password !== '') void signIn({ email, password });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput
        label="E-mail"
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        ref={field}
      />
      <TextInput
        label="Password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={refused}
      />
      <Button type="submit" loading={pending} fullWidth>
        Sign in
      </Button>
    </form>
  );
}
