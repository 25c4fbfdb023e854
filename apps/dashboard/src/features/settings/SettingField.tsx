import type { DriverChoices, ProjectConfiguration } from '@devteam/api';
import { Button, NativeSelect, TextInput, Textarea } from '@mantine/core';
import styles from './SettingField.module.css';
import type { Field } from './setting-fields.ts';

interface SettingFieldProps {
  name: string;
  field: Field;
  value: unknown;
  isChanged: boolean;
  drivers: DriverChoices | null;
  onChange: (value: unknown) => void;
}

/** One setting, entered as its kind wants it. */
export function SettingField({ name, field, value, isChanged, drivers, onChange }: SettingFieldProps) {
  const common = { label: field.label, description: field.about, 'data-testid': `setting-${name}`, 'data-changed': isChanged || undefined };
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  switch (field.kind) {
    case 'text':
      return (
        <TextInput
          {...withoutUndefined(common)}
          value={text}
          placeholder={field.usual ?? ''}
          onChange={(event) => onChange(event.currentTarget.value === '' && field.usual !== undefined ? null : event.currentTarget.value)}
        />
      );
    case 'number':
      return (
        <TextInput
          {...withoutUndefined(common)}
          type="number"
          min={field.min}
          max={field.max}
          value={text}
          placeholder={field.usual ?? ''}
          error={value !== null && (Number(value) < field.min || Number(value) > field.max) ? `From ${field.min} to ${field.max}.` : null}
          onChange={(event) => {
            const { value: typed } = event.currentTarget;
            onChange(typed === '' ? (field.usual === undefined ? 0 : null) : Math.trunc(Number(typed)));
          }}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          {...withoutUndefined(common)}
          value={text}
          data={[...(field.usual === undefined ? [] : [{ value: '', label: field.usual }]), ...field.choices]}
          onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
        />
      );
    case 'yes or no':
      return (
        <NativeSelect
          {...withoutUndefined(common)}
          value={value === true ? 'yes' : 'no'}
          data={[
            { value: 'yes', label: field.yes },
            { value: 'no', label: field.no },
          ]}
          onChange={(event) => onChange(event.currentTarget.value === 'yes')}
        />
      );
    case 'driver': {
      const known = (drivers?.[field.of] ?? []).map((driver) => ({
        value: driver.name,
        label: driver.usable ? driver.label : `${driver.label}: cannot be used here`,
      }));
      return (
        <NativeSelect
          {...withoutUndefined(common)}
          value={text}
          data={known.some((driver) => driver.value === text) ? known : [{ value: text, label: text }, ...known]}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    }
    case 'lines':
      return (
        <Textarea
          {...withoutUndefined(common)}
          rows={4}
          value={(value as string[]).join('\n')}
          onChange={(event) => onChange(event.currentTarget.value === '' ? [] : event.currentTarget.value.split('\n'))}
        />
      );
    case 'several':
      return <Several name={name} field={field} value={value as string[]} onChange={onChange} />;
    case 'checks':
      return <Checks field={field} value={value as ProjectConfiguration['checks']} onChange={onChange} />;
    default:
      return null;
  }
}

/** Where a property is not there, it must not be there. */
function withoutUndefined<T extends { 'data-changed': true | undefined }>({ 'data-changed': changed, ...rest }: T) {
  return changed ? { ...rest, 'data-changed': true } : rest;
}

interface SeveralProps {
  name: string;
  field: Field & { kind: 'several' };
  value: readonly string[];
  onChange: (value: string[]) => void;
}

function Several({ name, field, value, onChange }: SeveralProps) {
  return (
    <fieldset className={styles.several} data-testid={`setting-${name}`}>
      <legend>{field.label}</legend>
      <p>{field.about}</p>
      <div>
        {field.choices.map((choice) => (
          <label key={choice.value}>
            <input
              type="checkbox"
              checked={value.includes(choice.value)}
              onChange={(event) =>
                onChange(
                  // In the order of the choices, so that the same choice is the same value.
                  field.choices
                    .map((each) => each.value)
                    .filter((each) => (each === choice.value ? event.currentTarget.checked : value.includes(each))),
                )
              }
            />
            {choice.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

type Check = NonNullable<ProjectConfiguration['checks']>[number];

function Checks({
  field,
  value,
  onChange,
}: {
  field: Field;
  value: ProjectConfiguration['checks'];
  onChange: (value: Check[] | null) => void;
}) {
  const replace = (at: number, more: Partial<Check>) => {
    if (value) onChange(value.map((check, index) => (index === at ? Object.assign({}, check, more) : check)));
  };
  return (
    <fieldset className={styles.checks} data-testid="setting-checks">
      <legend>{field.label}</legend>
      <p>{field.about}</p>
      <NativeSelect
        aria-label="Where the checks stand"
        value={value === null ? 'repository' : 'here'}
        data={[
          { value: 'repository', label: 'those of .devteam.yml, or what is recognized' },
          { value: 'here', label: 'these' },
        ]}
        onChange={(event) => onChange(event.currentTarget.value === 'here' ? [{ name: 'test', command: '', timeoutSeconds: 600 }] : null)}
      />
      {value?.map((check, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a row is its place in the list
        <div key={index} className={styles.check}>
          <TextInput label="Name" value={check.name} onChange={(event) => replace(index, { name: event.currentTarget.value })} />
          <TextInput label="Command" value={check.command} onChange={(event) => replace(index, { command: event.currentTarget.value })} />
          <TextInput
            label="Seconds"
            type="number"
            min={1}
            value={String(check.timeoutSeconds)}
            onChange={(event) => replace(index, { timeoutSeconds: Math.trunc(Number(event.currentTarget.value)) })}
          />
          <Button
            variant="subtle"
            color="gray"
            aria-label={`Take away ${check.name}`}
            onClick={() => onChange(value.filter((_, at) => at !== index))}
          >
            Take away
          </Button>
        </div>
      ))}
      {value ? (
        <div>
          <Button
            size="xs"
            variant="default"
            onClick={() => onChange([...value, { name: `check ${value.length + 1}`, command: '', timeoutSeconds: 600 }])}
          >
            Add a check
          </Button>
        </div>
      ) : null}
    </fieldset>
  );
}
