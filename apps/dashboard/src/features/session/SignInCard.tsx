import { Button } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { errorCatalogue } from '@devteam/api';
import { useAppSelector } from '../../app/hooks.ts';
import { KeyIcon } from '../../ui/icons.tsx';
import { WithCode } from '../../ui/WithCode.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import { selectSession } from './session-slice.ts';
import styles from './SignInCard.module.css';
import { TokenForm } from './TokenForm.tsx';

/** By the link of this machine, or as a member; the way that was taken last comes first. */
export function SignInCard() {
  const { signingIn, failure } = useAppSelector(selectSession);
  const [way, setWay] = useLocalStorage<'token' | 'password'>({
    key: 'devteam-sign-in',
    defaultValue: 'token',
    getInitialValueInEffect: false,
  });
  const { what, next } = errorCatalogue.unauthorized;
  const refused = failure ? `Not accepted: ${failure.why}.` : null;
  const Form = way === 'token' ? TokenForm : PasswordForm;
  return (
    <div className={styles.card} data-testid="sign-in">
      <span className={styles.icon}>
        <KeyIcon size={20} />
      </span>
      <h1>{what}</h1>
      {way === 'token' ? (
        <p>
          <WithCode text={next} />
        </p>
      ) : null}
      <Form key={way} refused={refused} pending={signingIn} />
      <Button variant="subtle" size="xs" data-testid="other-way" onClick={() => setWay(way === 'token' ? 'password' : 'token')}>
        {way === 'token' ? 'With e-mail and password' : 'With the link of this machine'}
      </Button>
    </div>
  );
}
