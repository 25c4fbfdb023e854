import { type ProjectConfiguration, allows } from '@devteam/api';
import { type FormEvent, useCallback, useEffect, useState } from 'react';
import { Link, useLocation, useParams } from 'react-router';
import { useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { useServices } from '../../app/services.ts';
import { useRoute } from '../../http/use-route.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Fact, Facts } from '../../ui/Facts.tsx';
import { Page, PageSkeleton } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { selectRights } from '../session/session-slice.ts';
import { EditProblem } from './EditProblem.tsx';
import { SaveBar } from './SaveBar.tsx';
import { SettingField } from './SettingField.tsx';
import { priorityCommand, requestCommand, slotsCommand } from './change-commands.ts';
import { changesOf, sameValue } from './merge-edits.ts';
import { type ProjectFields, projectFields, projectGroups, showValue } from './setting-fields.ts';
import styles from './settings.module.css';
import { useEdit } from './use-edit.ts';

/** How a project is worked on: read by everybody who sees it, changed by whoever may. */
export function ProjectSettingsPage() {
  const { projectId = '' } = useParams();
  return <Settings key={projectId} projectId={projectId} />;
}

function Settings({ projectId }: { projectId: string }) {
  const { routes } = useServices();
  const rights = useAppSelector(selectRights);
  const drivers = useRoute('listDrivers', {});
  const [about, setAbout] = useState<Pick<ProjectConfiguration, 'customerId' | 'repositoryUrl'> | null>(null);
  const [saved, setSaved] = useState(false);
  const ask = useCallback(async () => {
    const { answer, tag } = await routes.callTagged('readConfiguration', { params: { projectId } });
    const { customerId, projectId: _id, repositoryUrl, ...fields } = answer;
    setAbout({ customerId, repositoryUrl });
    return { answer: fields, tag };
  }, [routes, projectId]);
  const write = useCallback(
    ({ allow, ...rest }: Partial<ProjectFields>, ifMatch: string) => {
      // An empty line at the end is typing, not a pattern.
      const body = allow === undefined ? rest : { ...rest, allow: allow.filter((line) => line.trim() !== '') };
      return routes.call(
        'changeConfiguration',
        { params: { projectId }, body },
        {
          ifMatch,
        },
      );
    },
    [routes, projectId],
  );
  const edit = useEdit<ProjectFields>(ask, write);
  const { base, change, draft } = edit;
  const { hash } = useLocation();
  const isRead = draft !== null;
  // The address may name a part of the page, which is there only now.
  useEffect(() => {
    if (isRead && hash !== '') document.getElementById(hash.slice(1))?.scrollIntoView({ block: 'center' });
  }, [isRead, hash]);
  if (!draft || !base || !about)
    return edit.loadFailure ? <LoadFailure failure={edit.loadFailure} onRetry={edit.read} /> : <PageSkeleton />;
  const mayChange = allows(rights, 'config.write', { customerId: about.customerId, projectId });
  const changes = changesOf(base, draft);
  const names = Object.keys(changes) as (keyof ProjectFields)[];
  const { priority, slots, ...others } = changes;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (edit.isChanged) setSaved(await edit.save());
  };
  return (
    <Page
      testId="project-settings"
      title={`Settings of ${base.name}`}
      back={{ to: paths.project(projectId), words: base.name }}
      lead={
        mayChange
          ? 'What is changed holds from the next step on; what runs is let end.'
          : 'You may read these; changing them needs a role with config.write here.'
      }
    >
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        <EditProblem edit={edit} nameOf={(key) => projectFields[key].label} show={(key, value) => showValue(projectFields[key], value)} />
        <Panel title="Where it is">
          <Facts>
            <Fact name="Repository">
              <code>{about.repositoryUrl}</code>
            </Fact>
            <Fact name="Id">
              <code>{projectId}</code>
            </Fact>
            <Fact name="Customer">
              <Link to={paths.customerSettings(about.customerId)}>{about.customerId}</Link>
            </Fact>
          </Facts>
        </Panel>
        {projectGroups.map(({ id, keys, note, title }) => (
          <Panel key={id} title={<span id={id}>{title}</span>} note={note}>
            <fieldset disabled={!mayChange} aria-label={title} className={styles.fields}>
              {keys.map((key) => (
                <SettingField
                  key={key}
                  name={key}
                  field={projectFields[key]}
                  value={draft[key]}
                  isChanged={!sameValue(base[key], draft[key])}
                  drivers={drivers.value}
                  onChange={(value) => {
                    setSaved(false);
                    change({ [key]: value });
                  }}
                />
              ))}
            </fieldset>
          </Panel>
        ))}
        <output className={styles.saved}>{saved && !edit.isChanged ? 'Saved. It holds from the next step on.' : ''}</output>
        <SaveBar
          changes={names.map(
            (key) =>
              `${projectFields[key].label}: ${showValue(projectFields[key], base[key])} → ${showValue(projectFields[key], draft[key])}`,
          )}
          pending={edit.pending}
          isConflict={edit.isConflict}
          onReset={edit.reset}
        >
          {slots === undefined ? null : <CommandLine text={slotsCommand('project', projectId, slots)} />}
          {priority === undefined ? null : <CommandLine text={priorityCommand(projectId, priority)} />}
          {Object.keys(others).length > 0 ? (
            <CommandLine text={requestCommand('PATCH', `/api/devteam/projects/${encodeURIComponent(projectId)}/configuration`, others)} />
          ) : null}
        </SaveBar>
      </form>
    </Page>
  );
}
