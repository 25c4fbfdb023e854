import type { NoticeSettings } from '@devteam/api';
import { Button, NativeSelect } from '@mantine/core';
import { type FormEvent, useCallback, useState } from 'react';
import { Link } from 'react-router';
import { useAppDispatch, useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { useServices } from '../../app/services.ts';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { selectProjects } from '../projects/selectors.ts';
import { EditProblem } from '../settings/EditProblem.tsx';
import { requestCommand } from '../settings/change-commands.ts';
import { SaveBar } from '../settings/SaveBar.tsx';
import { changesOf } from '../settings/merge-edits.ts';
import { useEdit } from '../settings/use-edit.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { KindChoices } from './KindChoices.tsx';
import { noticeNames } from './notice-names.ts';
import { settingsKnown } from './notices-slice.ts';
import styles from './PreferencesPage.module.css';
import { type SystemPermission, askSystemPermission, showSystemNotice, systemPermission } from './system-notices.ts';
import { ZonePanel } from './ZonePanel.tsx';

/** How the reader wants to see times, and what they want to be told. */
export function PreferencesPage() {
  return (
    <Page testId="preferences-page" title="Preferences" lead="Yours alone: they change nothing for others.">
      <ZonePanel />
      <Notices />
      <Panel title="Other systems">
        <p>
          Webhooks tell an address or a Slack channel of all that happens in a project, at a customer or everywhere:{' '}
          <Link to={paths.webhooks}>Webhooks</Link>
        </p>
      </Panel>
    </Page>
  );
}

const fieldNames: Readonly<Record<keyof NoticeSettings, string>> = {
  kinds: 'What you are told',
  system: 'Outside of the page',
  mutedProjects: 'Muted projects',
};

function Notices() {
  const { routes } = useServices();
  const dispatch = useAppDispatch();
  const projects = useAppSelector(selectProjects);
  const ask = useCallback(() => routes.callTagged('readNoticeSettings', {}), [routes]);
  const [draftToSend, setDraftToSend] = useState<NoticeSettings | null>(null);
  const write = useCallback(
    async (changes: Partial<NoticeSettings>, ifMatch: string) => {
      const { answer } = await routes.callTagged('readNoticeSettings', {});
      const saved = await routes.call('saveNoticeSettings', { body: { ...answer, ...changes } }, { ifMatch });
      dispatch(settingsKnown(saved));
    },
    [routes, dispatch],
  );
  const edit = useEdit<NoticeSettings>(ask, write);
  const { base, change, draft } = edit;
  if (!draft || !base) return edit.loadFailure ? <LoadFailure failure={edit.loadFailure} onRetry={edit.read} /> : null;
  const show = (key: keyof NoticeSettings, value: unknown): string => {
    if (key === 'system') return value === true ? 'yes' : 'no';
    const words = (value as string[]).map((each) => (key === 'kinds' ? noticeNames[each as keyof typeof noticeNames] : each));
    return words.join(', ') || 'nothing';
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setDraftToSend(draft);
    await edit.save();
  };
  const changes = changesOf(base, draft);
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)} data-testid="notice-settings">
      <EditProblem edit={edit} nameOf={(key) => fieldNames[key]} show={show} />
      <Panel
        title="What you are told"
        note="In the inbox, and outside of the page if you want that. Kept on the server: it holds wherever you sign in."
      >
        <KindChoices kinds={draft.kinds} onChange={(kinds) => change({ kinds })} />
        <fieldset className={styles.muted}>
          <legend>Nothing of these projects</legend>
          {projects.map(({ customerName, name, projectId }) => (
            <label key={projectId}>
              <input
                type="checkbox"
                checked={draft.mutedProjects.includes(projectId)}
                onChange={(event) =>
                  change({
                    mutedProjects: event.currentTarget.checked
                      ? [...draft.mutedProjects, projectId]
                      : draft.mutedProjects.filter((each) => each !== projectId),
                  })
                }
              />{' '}
              {customerName} · {name}
            </label>
          ))}
          {projects.length === 0 ? <p>There is no project yet.</p> : null}
        </fieldset>
      </Panel>
      <SystemPanel wanted={draft.system} onWant={(system) => change({ system })} />
      <output className={styles.saved}>{draftToSend && !edit.isChanged && !edit.failure ? 'Saved.' : ''}</output>
      <SaveBar
        changes={(Object.keys(changes) as (keyof NoticeSettings)[]).map((key) => `${fieldNames[key]}: ${show(key, draft[key])}`)}
        pending={edit.pending}
        isConflict={edit.isConflict}
        onReset={edit.reset}
      >
        <CommandLine text={requestCommand('PUT', '/api/devteam/me/notices', draft)} />
      </SaveBar>
    </form>
  );
}

const permissionWords: Readonly<Record<SystemPermission, string>> = {
  granted: 'This browser may show notices outside of the page.',
  denied: 'This browser was told not to show notices of this page; its own settings change that.',
  default: 'This browser has not been asked yet.',
  unknown: 'This browser cannot show notices here: it wants the page over HTTPS or from this machine.',
};

/** The permission is asked for by a click only. */
function SystemPanel({ wanted, onWant }: { wanted: boolean; onWant: (wanted: boolean) => void }) {
  const [permission, setPermission] = useState(systemPermission);
  const allow = async () => {
    const answered = await askSystemPermission();
    setPermission(answered);
    if (answered === 'granted') onWant(true);
  };
  return (
    <Panel title="Outside of the page" note="While you look at another page or program.">
      <NativeSelect
        label="Tell me by the system"
        data-testid="system-notices"
        value={wanted ? 'yes' : 'no'}
        data={[
          { value: 'no', label: 'no, in the inbox only' },
          { value: 'yes', label: 'yes, where the browser may' },
        ]}
        onChange={(event) => onWant(event.currentTarget.value === 'yes')}
      />
      <p data-testid="system-permission">{permissionWords[permission]}</p>
      <div className={styles.buttons}>
        {permission === 'default' ? (
          <Button size="xs" variant="default" data-testid="ask-permission" onClick={() => void allow()}>
            Let this browser show them
          </Button>
        ) : null}
        {permission === 'granted' ? (
          <Button
            size="xs"
            variant="default"
            onClick={() =>
              showSystemNotice({ title: 'DevTeam', body: 'So it looks when something needs you.', tag: 'test', onClick: () => undefined })
            }
          >
            Show me one
          </Button>
        ) : null}
      </div>
    </Panel>
  );
}
