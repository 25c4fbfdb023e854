import { type Grant, type UserView, mayGive } from '@devteam/api';
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useCallback, useState } from 'react';
import { useAppSelector } from '../../app/hooks.ts';
import { useServices } from '../../app/services.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { selectProjects } from '../projects/selectors.ts';
import { selectRights } from '../session/session-slice.ts';
import { EditProblem } from '../settings/EditProblem.tsx';
import { changesOf } from '../settings/merge-edits.ts';
import { useEdit } from '../settings/use-edit.ts';
import { GrantFields } from './GrantFields.tsx';
import styles from './InviteDialog.module.css';
import { changeCommand, grantWords, placeChoices } from './place-words.ts';

interface PersonDialogProps {
  userId: string | null;
  onClose: () => void;
  onSaved: () => void;
}

/** Roles and name of one person, and whether they come in at all. What is changed holds at once. */
export function PersonDialog({ userId, onClose, onSaved }: PersonDialogProps) {
  return (
    <Dialog opened={userId !== null} onClose={onClose} title="Change a member" testId="person-dialog">
      {userId === null ? null : <Form key={userId} userId={userId} onClose={onClose} onSaved={onSaved} />}
    </Dialog>
  );
}

type Editable = Pick<UserView, 'name' | 'grants' | 'disabled'>;
const fieldNames: Readonly<Record<keyof Editable, string>> = { name: 'Name', grants: 'Roles', disabled: 'Comes in' };

function Form({ userId, onClose, onSaved }: PersonDialogProps & { userId: string }) {
  const { routes } = useServices();
  const rights = useAppSelector(selectRights);
  const choices = placeChoices(useAppSelector(selectProjects));
  const [person, setPerson] = useState<UserView | null>(null);
  const ask = useCallback(async () => {
    const { answer, tag } = await routes.callTagged('findUser', { params: { userId } });
    setPerson(answer);
    const { disabled, grants, name } = answer;
    return { answer: { disabled, grants, name }, tag };
  }, [routes, userId]);
  const write = useCallback(
    (body: Partial<Editable>, ifMatch: string) => routes.call('changeUser', { params: { userId }, body }, { ifMatch }),
    [routes, userId],
  );
  const edit = useEdit<Editable>(ask, write);
  const { base, change, draft } = edit;
  if (!draft || !base || !person)
    return edit.loadFailure ? <LoadFailure failure={edit.loadFailure} onRetry={edit.read} /> : <p>Reading …</p>;
  const mayTake = base.grants.every((grant) => mayGive(rights, grant));
  const show = (key: keyof Editable, value: unknown): string => {
    if (key === 'disabled') return value === true ? 'no' : 'yes';
    return key === 'grants' ? (value as Grant[]).map((grant) => grantWords(grant, choices)).join(', ') || 'none' : String(value);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!edit.isChanged || !(await edit.save())) return;
    onSaved();
    onClose();
  };
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)}>
      <EditProblem edit={edit} nameOf={(key) => fieldNames[key]} show={show} />
      <TextInput
        label="Name"
        data-testid="person-name"
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      {mayTake ? (
        <GrantFields grants={draft.grants} onChange={(grants) => change({ grants })} />
      ) : (
        <p>{show('grants', draft.grants)}: you may not take all of these away, so you may not change them.</p>
      )}
      <p>
        {draft.disabled
          ? 'This person comes in no more: their sessions and tokens are ended.'
          : 'This person comes in. Without it their sessions and tokens are ended at once; what they did stays.'}
      </p>
      <div>
        <Button size="xs" variant="default" data-testid="person-disable" onClick={() => change({ disabled: !draft.disabled })}>
          {draft.disabled ? 'Let them in again' : 'Let them in no more'}
        </Button>
      </div>
      {edit.isChanged ? <CommandLine text={changeCommand(person, changesOf(base, draft))} /> : null}
      <div className={styles.buttons}>
        <Button size="xs" variant="default" onClick={onClose}>
          Leave it
        </Button>
        <Button
          type="submit"
          size="xs"
          loading={edit.pending}
          data-testid="save-person"
          color={draft.disabled && !base.disabled ? 'red' : 'blue'}
        >
          {edit.isConflict ? 'Save mine' : 'Save'}
        </Button>
      </div>
    </form>
  );
}
