import { allows } from '@devteam/api';
import { type FormEvent, useCallback, useState } from 'react';
import { Link, useParams } from 'react-router';
import { useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { useServices } from '../../app/services.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Page, PageSkeleton } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Table } from '../../ui/Table.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { statusOf } from '../projects/attention.ts';
import { selectProjects } from '../projects/selectors.ts';
import { executionLooks } from '../projects/status-looks.ts';
import { selectRights } from '../session/session-slice.ts';
import { EditProblem } from './EditProblem.tsx';
import { SaveBar } from './SaveBar.tsx';
import { SettingField } from './SettingField.tsx';
import { requestCommand, slotsCommand } from './change-commands.ts';
import { changesOf, sameValue } from './merge-edits.ts';
import { type CustomerFields, customerFields, showValue } from './setting-fields.ts';
import styles from './settings.module.css';
import { useEdit } from './use-edit.ts';

/** A customer: what they are called, how many of their steps run at once, and their projects. */
export function CustomerSettingsPage() {
  const { customerId = '' } = useParams();
  return <Settings key={customerId} customerId={customerId} />;
}

function Settings({ customerId }: { customerId: string }) {
  const { routes } = useServices();
  const rights = useAppSelector(selectRights);
  const [saved, setSaved] = useState(false);
  const ask = useCallback(async () => {
    const { answer, tag } = await routes.callTagged('readCustomer', { params: { customerId } });
    return { answer: { name: answer.name, slots: answer.slots }, tag };
  }, [routes, customerId]);
  const write = useCallback(
    (body: Partial<CustomerFields>, ifMatch: string) => routes.call('changeCustomer', { params: { customerId }, body }, { ifMatch }),
    [routes, customerId],
  );
  const edit = useEdit<CustomerFields>(ask, write);
  const { base, change, draft } = edit;
  if (!draft || !base) return edit.loadFailure ? <LoadFailure failure={edit.loadFailure} onRetry={edit.read} /> : <PageSkeleton />;
  const mayChange = allows(rights, 'config.write', { customerId, projectId: null });
  const changes = changesOf(base, draft);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (edit.isChanged) setSaved(await edit.save());
  };
  return (
    <Page
      testId="customer-settings"
      title={base.name}
      back={{ to: paths.budgets, words: 'Budgets and limits' }}
      lead={
        mayChange ? 'What is changed holds from the next step on.' : 'You may read this; changing it needs a role with config.write here.'
      }
    >
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        <EditProblem edit={edit} nameOf={(key) => customerFields[key].label} show={(key, value) => showValue(customerFields[key], value)} />
        <Panel title="Settings" note={`Their id is ${customerId}.`}>
          <fieldset disabled={!mayChange} aria-label="Settings" className={styles.fields}>
            {(['name', 'slots'] as const).map((key) => (
              <SettingField
                key={key}
                name={key}
                field={customerFields[key]}
                value={draft[key]}
                isChanged={!sameValue(base[key], draft[key])}
                drivers={null}
                onChange={(value) => {
                  setSaved(false);
                  change({ [key]: value });
                }}
              />
            ))}
          </fieldset>
        </Panel>
        <output className={styles.saved}>{saved && !edit.isChanged ? 'Saved.' : ''}</output>
        <SaveBar
          changes={(Object.keys(changes) as (keyof CustomerFields)[]).map(
            (key) =>
              `${customerFields[key].label}: ${showValue(customerFields[key], base[key])} → ${showValue(customerFields[key], draft[key])}`,
          )}
          pending={edit.pending}
          isConflict={edit.isConflict}
          onReset={edit.reset}
        >
          {changes.slots === undefined ? null : <CommandLine text={slotsCommand('customer', customerId, changes.slots)} />}
          {changes.name === undefined ? null : (
            <CommandLine
              text={requestCommand('PATCH', `/api/devteam/customers/${encodeURIComponent(customerId)}`, { name: changes.name })}
            />
          )}
        </SaveBar>
      </form>
      <Projects customerId={customerId} />
    </Page>
  );
}

function Projects({ customerId }: { customerId: string }) {
  const projects = useAppSelector(selectProjects).filter((project) => project.customerId === customerId);
  if (projects.length === 0) return <p>No project of this customer is yours to see.</p>;
  return (
    <Panel title="Projects" flush>
      <Table label="Projects" head={['Project', 'Status', 'Executor', 'Sandbox', 'Settings']}>
        {projects.map((project) => (
          <tr key={project.projectId}>
            <th scope="row">
              <Link to={paths.project(project.projectId)}>{project.name}</Link>
            </th>
            <td>
              <StatusChip look={executionLooks[statusOf(project)]} size="small" />
            </td>
            <td>{project.executor.label}</td>
            <td>{project.sandbox.label}</td>
            <td>
              <Link to={paths.projectSettings(project.projectId)} aria-label={`Settings of ${project.name}`}>
                Settings
              </Link>
            </td>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}
