import { type Grant, type Role, roleWords } from '@devteam/api';
import { Button, NativeSelect } from '@mantine/core';
import { useAppSelector } from '../../app/hooks.ts';
import { selectProjects } from '../projects/selectors.ts';
import { selectRights } from '../session/session-slice.ts';
import styles from './GrantFields.module.css';
import { givableRoles, placeChoices, placeKey } from './place-words.ts';

/** Roles of a person, each with where it holds. Only what the reader may give is offered. */
export function GrantFields({ grants, onChange }: { grants: readonly Grant[]; onChange: (grants: Grant[]) => void }) {
  const rights = useAppSelector(selectRights);
  const choices = placeChoices(useAppSelector(selectProjects));
  const givable = choices.filter(({ place }) => givableRoles(rights, place).length > 0);
  const replace = (at: number, grant: Grant) => onChange(grants.map((each, index) => (index === at ? grant : each)));
  const add = () => {
    const place = givable[0]?.place ?? { customerId: null, projectId: null };
    onChange([...grants, { role: 'viewer', ...place }]);
  };
  return (
    <fieldset className={styles.grants}>
      <legend>Roles</legend>
      {grants.map((grant, index) => {
        const roles = givableRoles(rights, grant);
        const offered = roles.includes(grant.role) ? roles : [grant.role, ...roles];
        const places = givable.some(({ value }) => value === placeKey(grant))
          ? givable
          : [...choices.filter(({ value }) => value === placeKey(grant)), ...givable];
        return (
          // oxlint-disable-next-line react/no-array-index-key -- a row is its place in the list
          <div key={index} className={styles.row}>
            <NativeSelect
              aria-label={`Role ${index + 1}`}
              data-testid={`grant-role-${index}`}
              value={grant.role}
              data={[...offered]}
              onChange={(event) => replace(index, { ...grant, role: event.currentTarget.value as Role })}
            />
            <NativeSelect
              aria-label={`Where role ${index + 1} holds`}
              data-testid={`grant-place-${index}`}
              value={placeKey(grant)}
              data={places.map(({ label, value }) => ({ label, value }))}
              onChange={(event) => {
                const place = places.find(({ value }) => value === event.currentTarget.value)?.place;
                if (place) replace(index, { role: grant.role, ...place });
              }}
            />
            <Button
              variant="subtle"
              color="gray"
              aria-label={`Take away role ${index + 1}`}
              data-testid={`grant-remove-${index}`}
              onClick={() => onChange(grants.filter((_, at) => at !== index))}
            >
              Take away
            </Button>
            <p>{roleWords[grant.role]}</p>
          </div>
        );
      })}
      {grants.length === 0 ? <p>Without a role this person sees nothing.</p> : null}
      <div>
        <Button size="xs" variant="default" data-testid="grant-add" onClick={add}>
          Add a role
        </Button>
      </div>
    </fieldset>
  );
}
