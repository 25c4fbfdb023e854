import { Button, NativeSelect, SegmentedControl, TextInput, Textarea } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useAppSelector } from '../../app/hooks.ts';
import { useServices } from '../../app/services.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { selectProject, selectTaskRows } from '../projects/selectors.ts';
import { useCommand } from '../projects/use-command.ts';
import { type InjectionDraft, type InjectionType, commandOf, emptyDraft, fieldOf, findLack, requestOf } from './injection-draft.ts';
import { InjectionPreview } from './InjectionPreview.tsx';
import styles from './InjectionSheet.module.css';

interface InjectionSheetProps {
  projectId: string;
  opened: boolean;
  onClose: () => void;
  /** Where the form begins: the task it was opened from. */
  start?: Partial<Pick<InjectionDraft, 'type' | 'where' | 'target'>>;
}

const typeWords: { value: InjectionType; label: string; means: string }[] = [
  {
    value: 'priority',
    label: 'Now',
    means: 'The running task is interrupted at once and put back; this one runs first, then that one again.',
  },
  { value: 'replace', label: 'Instead', means: 'Takes the place of a task. If it runs, it is stopped and its work is dropped.' },
  { value: 'positional', label: 'At a place', means: 'Nothing that runs is touched; it comes when its turn comes.' },
];

/** A task into a running list. What stands in the form is kept until it was sent. */
export function InjectionSheet({ projectId, opened, onClose, start }: InjectionSheetProps) {
  const [draft, setDraft] = useLocalStorage<InjectionDraft>({
    key: `devteam-injection ${projectId}`,
    defaultValue: emptyDraft,
    getInitialValueInEffect: false,
  });
  // What it was opened for goes before what was kept.
  const begun = useRef(false);
  useEffect(() => {
    if (opened && !begun.current && start) setDraft({ ...draft, ...start });
    begun.current = opened;
  });
  return (
    <Dialog opened={opened} onClose={onClose} title="Inject a task" wide testId="injection-sheet">
      <Form projectId={projectId} draft={draft} onDraft={setDraft} onSent={onClose} />
    </Dialog>
  );
}

interface FormProps {
  projectId: string;
  draft: InjectionDraft;
  onDraft: (draft: InjectionDraft) => void;
  onSent: () => void;
}

function Form({ projectId, draft, onDraft, onSent }: FormProps) {
  const { api } = useServices();
  const rows = useAppSelector((state) => selectTaskRows(state, projectId));
  const project = useAppSelector((state) => selectProject(state, projectId));
  const [lack, setLack] = useState<ReturnType<typeof findLack>>(null);
  // One gesture, one injection, however often it is sent.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const send = useCommand(async () => {
    await api.inject(projectId, requestOf(draft, key));
    onDraft(emptyDraft);
    onSent();
  });
  const form = useRef<HTMLFormElement>(null);

  const change = (next: Partial<InjectionDraft>) => {
    onDraft({ ...draft, ...next });
    setLack(null);
    send.forget();
    setKey(crypto.randomUUID());
  };
  const submit = () => {
    const found = findLack(draft);
    setLack(found);
    if (found) form.current?.querySelector<HTMLElement>(`[name=${found.field}]`)?.focus();
    else void send.give();
  };
  const refusedField = send.failure ? fieldOf(send.failure.code) : null;
  const errorOf = (field: keyof InjectionDraft) =>
    lack?.field === field ? lack.words : refusedField === field ? send.failure?.why : undefined;

  const open = rows.filter((row) => row.executable && !['completed', 'canceled', 'replaced', 'skipped'].includes(row.status));
  const targets = open.map((row) => ({ value: row.id ?? row.key, label: [row.id, row.title].filter(Boolean).join(' ') }));
  const running = project?.currentTask ?? null;
  const command = commandOf(draft, projectId);

  return (
    <form
      ref={form}
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      noValidate
    >
      <div className={styles.fields}>
        <SegmentedControl
          aria-label="When it runs"
          fullWidth
          value={draft.type}
          onChange={(value) => change({ type: value })}
          data={typeWords.map(({ label, value }) => ({ label, value }))}
          classNames={{ root: styles.segments ?? '' }}
        />
        <p className={styles.means} data-testid="injection-means">
          {typeWords.find(({ value }) => value === draft.type)?.means}
          {draft.type === 'priority' && running ? ` Running now: ${[running.id, running.title].filter(Boolean).join(' ')}.` : null}
        </p>
        <TextInput
          name="title"
          label="What is to be done"
          required
          data-autofocus
          value={draft.title}
          error={errorOf('title')}
          onChange={(event) => change({ title: event.currentTarget.value })}
        />
        {draft.type === 'priority' ? null : (
          <div className={styles.place}>
            {draft.type === 'positional' ? (
              <NativeSelect
                label="Place"
                value={draft.where}
                data={[
                  { value: 'after', label: 'After' },
                  { value: 'before', label: 'Before' },
                ]}
                onChange={(event) => change({ where: event.currentTarget.value === 'before' ? 'before' : 'after' })}
              />
            ) : null}
            <NativeSelect
              name="target"
              label={draft.type === 'replace' ? 'Which task it replaces' : 'Task'}
              value={draft.target}
              error={errorOf('target')}
              data={[{ value: '', label: draft.type === 'replace' && running ? 'The running one' : 'Choose a task' }, ...targets]}
              onChange={(event) => change({ target: event.currentTarget.value })}
            />
          </div>
        )}
        <Textarea
          name="description"
          label="Details"
          description="As in the list: Markdown, for the model that writes the prompt and for people."
          autosize={false}
          rows={5}
          value={draft.description}
          onChange={(event) => change({ description: event.currentTarget.value })}
        />
        <Textarea
          name="criteria"
          label="Acceptance criteria"
          description="One a line."
          rows={3}
          value={draft.criteria}
          onChange={(event) => change({ criteria: event.currentTarget.value })}
        />
        <TextInput
          name="dependencies"
          label="Waits for"
          description="Ids of tasks, with commas."
          value={draft.dependencies}
          error={errorOf('dependencies')}
          onChange={(event) => change({ dependencies: event.currentTarget.value })}
        />
        <TextInput
          name="reason"
          label="Why"
          required
          value={draft.reason}
          error={errorOf('reason')}
          onChange={(event) => change({ reason: event.currentTarget.value })}
        />
        <CommandLine text={command} />
      </div>
      <div className={styles.preview}>
        <InjectionPreview projectId={projectId} draft={draft} />
        {send.failure ? <FailureCard failure={send.failure} /> : null}
        <div className={styles.actions}>
          <Button type="submit" size="sm" loading={send.pending} data-testid="inject-send">
            {draft.type === 'priority' ? 'Interrupt and inject' : 'Inject'}
          </Button>
        </div>
      </div>
    </form>
  );
}
