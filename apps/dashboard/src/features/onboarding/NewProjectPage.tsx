import type { PreflightView } from '@devteam/api';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { useServices } from '../../app/services.ts';
import { useAnswer } from '../../http/use-answer.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { selectProjects } from '../projects/selectors.ts';
import { useCommand } from '../projects/use-command.ts';
import styles from './NewProjectPage.module.css';
import {
  type NewProjectDraft,
  addCommand,
  customerIdOf,
  describedBy,
  emptyProjectDraft,
  nameOf,
  newProjectOf,
} from './new-project-draft.ts';
import { RepositoryChecks } from './RepositoryChecks.tsx';

/** From an address to the first task: say where it is, see what the server finds there, give it to a customer, start. */
export function NewProjectPage() {
  const { api, retry } = useServices();
  const navigate = useNavigate();
  const projects = useAppSelector(selectProjects);
  const [kept, setDraft] = useLocalStorage<NewProjectDraft>({
    key: 'devteam-new-project',
    defaultValue: emptyProjectDraft,
    getInitialValueInEffect: false,
  });
  const drivers = useAnswer(api.getDrivers);
  // The first agent that is there, or the one that one would install.
  const usual = drivers.value?.executors.find(({ name, usable }) => usable && name !== 'replay')?.name ?? 'codex';
  const draft = { ...kept, executor: kept.executor || usual };
  const [found, setFound] = useState<{ view: PreflightView; asked: string } | null>(null);
  const look = useCommand(async () => {
    const wanted = describedBy(draft);
    setFound({ view: await api.inspectRepository(wanted), asked: JSON.stringify(wanted) });
  });
  const listIsMissing = found?.view.listFailure?.code === 'task_list_missing';
  const [createTaskList, setCreateTaskList] = useState(false);
  const add = useCommand(async () => {
    const { projectId } = await api.addProject(newProjectOf(draft, listIsMissing && createTaskList));
    setDraft(emptyProjectDraft);
    await retry();
    await navigate(`${paths.project(projectId)}?automate=${encodeURIComponent(projectId)}`);
  });
  const change = (next: Partial<NewProjectDraft>) => {
    setDraft({ ...draft, ...next });
    look.forget();
    add.forget();
  };
  const isCurrent = found?.asked === JSON.stringify(describedBy(draft));
  const view = isCurrent ? found?.view : undefined;
  const customers = [...new Set(projects.map(({ customerName }) => customerName))].toSorted();
  const submitLook = (event: FormEvent) => {
    event.preventDefault();
    if (draft.repositoryUrl.trim() !== '') void look.give();
  };
  const submitAdd = (event: FormEvent) => {
    event.preventDefault();
    if (customerIdOf(draft.customer) !== '') void add.give();
  };

  return (
    <div className={styles.page} data-testid="new-project">
      <h1>Add a project</h1>
      <p className={styles.lead}>
        Three steps: where the repository is, whose project it is, and a look at what will be done. Nothing runs before you start it.
      </p>

      <section className={styles.step} aria-labelledby="step-1">
        <h2 id="step-1">
          <b>1</b> Where it is
        </h2>
        <form onSubmit={submitLook}>
          <TextInput
            label="Address of the repository"
            description="As for git clone: https or ssh. On the server's own machine also a path."
            placeholder="git@host:bakery/order-desk.git"
            required
            spellCheck={false}
            autoComplete="off"
            value={draft.repositoryUrl}
            onChange={(event) => change({ repositoryUrl: event.currentTarget.value })}
            name="repositoryUrl"
          />
          <div className={styles.fields}>
            <TextInput
              label="Branch"
              placeholder="the usual one"
              value={draft.branch}
              onChange={(event) => change({ branch: event.currentTarget.value })}
              name="branch"
            />
            <TextInput
              label="Task list"
              placeholder="found by its name"
              value={draft.taskListPath}
              onChange={(event) => change({ taskListPath: event.currentTarget.value })}
              name="taskListPath"
            />
            <NativeSelect
              label="Agent"
              value={draft.executor}
              onChange={(event) => change({ executor: event.currentTarget.value })}
              data={(drivers.value?.executors ?? [{ name: draft.executor, label: draft.executor, usable: true }]).map(
                ({ label, name, usable }) => ({
                  value: name,
                  label: usable ? label : `${label} (not installed)`,
                }),
              )}
              name="executor"
            />
            {draft.executor === 'replay' ? (
              <TextInput
                label="Folder of recordings"
                placeholder="/path/on/the/server"
                value={draft.recordings}
                onChange={(event) => change({ recordings: event.currentTarget.value })}
                name="recordings"
              />
            ) : (
              <TextInput
                label="Model"
                placeholder="the agent's usual one"
                value={draft.model}
                onChange={(event) => change({ model: event.currentTarget.value })}
                name="model"
              />
            )}
          </div>
          <Button type="submit" size="sm" variant={view ? 'default' : 'filled'} loading={look.pending} data-testid="look">
            {view ? 'Look again' : 'Look at it'}
          </Button>
          {look.pending ? (
            <output className={styles.hint}>Cloning it aside, reading its list and checks, looking for agent and sandbox …</output>
          ) : null}
          {drivers.failure ? <FailureCard failure={drivers.failure} /> : null}
          {look.failure ? <FailureCard failure={look.failure} /> : null}
        </form>
        {view ? <RepositoryChecks view={view} /> : null}
        {view && listIsMissing ? (
          <label className={styles.create}>
            <input type="checkbox" checked={createTaskList} onChange={(event) => setCreateTaskList(event.currentTarget.checked)} />
            Let the first start make a list: its first task checks the build, the second waits until you describe it.
          </label>
        ) : null}
      </section>

      <section className={styles.step} aria-labelledby="step-2" data-later={view === undefined || undefined}>
        <h2 id="step-2">
          <b>2</b> Whose it is
        </h2>
        <form onSubmit={submitAdd}>
          <div className={styles.fields}>
            <TextInput
              label="Customer"
              description="Their data, limits and people are apart from all others."
              required
              list="known-customers"
              value={draft.customer}
              error={draft.customer.trim() !== '' && customerIdOf(draft.customer) === '' ? 'It needs a letter or a digit.' : null}
              onChange={(event) => change({ customer: event.currentTarget.value })}
              name="customer"
            />
            <datalist id="known-customers">
              {customers.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </datalist>
            <TextInput
              label="Name of the project"
              description="What people call it."
              placeholder={nameOf(draft)}
              value={draft.name}
              onChange={(event) => change({ name: event.currentTarget.value })}
              name="name"
            />
          </div>
          <CommandLine text={addCommand(draft, listIsMissing && createTaskList)} />
          <h2 className={styles.third}>
            <b>3</b> Look at what will be done, and start
          </h2>
          <Button
            type="submit"
            size="sm"
            loading={add.pending}
            disabled={view === undefined || view.repository.failure !== null || customerIdOf(draft.customer) === ''}
            data-testid="add"
          >
            Add it and look
          </Button>
          {view === undefined ? <p className={styles.hint}>First let it be looked at.</p> : null}
          {add.failure ? <FailureCard failure={add.failure} /> : null}
        </form>
      </section>
    </div>
  );
}
