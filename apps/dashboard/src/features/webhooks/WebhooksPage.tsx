import { type TryView, type WebhookView, allowsSomewhere } from '@devteam/api';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { useServices } from '../../app/services.ts';
import { useRoute } from '../../http/use-route.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { AlertIcon, BlockedIcon, CheckIcon } from '../../ui/icons.tsx';
import { Fact, Facts } from '../../ui/Facts.tsx';
import { Page, PageSkeleton } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip, type StatusLook } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { placeChoices, placeWords } from '../members/place-words.ts';
import { noticeNames } from '../notices/notice-names.ts';
import { selectProjects } from '../projects/selectors.ts';
import { useCommand } from '../projects/use-command.ts';
import { selectRights } from '../session/session-slice.ts';
import { Deliveries } from './Deliveries.tsx';
import { Secret, WebhookDialog } from './WebhookDialog.tsx';
import { webhookCommand } from './webhook-commands.ts';
import styles from './webhooks.module.css';

const looks: Readonly<Record<'on' | 'failing' | 'off', StatusLook>> = {
  on: { word: 'On', tone: 'done', Icon: CheckIcon },
  failing: { word: 'It does not get through', tone: 'warning', Icon: AlertIcon },
  off: { word: 'Off', tone: 'quiet', Icon: BlockedIcon },
};

/** Addresses and Slack channels that are told what happens. */
export function WebhooksPage() {
  const rights = useAppSelector(selectRights);
  if (!allowsSomewhere(rights, 'config.write'))
    return (
      <Page testId="webhooks-page" title="Webhooks">
        <p data-testid="no-webhooks">Setting up webhooks needs a role with config.write; you have none anywhere.</p>
      </Page>
    );
  return <Webhooks />;
}

function Webhooks() {
  const { failure, read, value } = useRoute('listWebhooks', {}, 15_000);
  const [search, setSearch] = useSearchParams();
  const set = (next: Record<string, string>) => setSearch(next, { replace: true, preventScrollReset: true });
  if (!value) return failure ? <LoadFailure failure={failure} onRetry={read} /> : <PageSkeleton />;
  return (
    <Page
      testId="webhooks-page"
      title="Webhooks"
      back={{ to: paths.preferences, words: 'Preferences' }}
      lead="Addresses and Slack channels that are told what happens in a project, at a customer, or everywhere."
      actions={
        <Button size="xs" data-testid="add-webhook" onClick={() => set({ do: 'add' })}>
          Add a webhook
        </Button>
      }
    >
      {value.items.length === 0 ? (
        <p data-testid="no-webhooks">There is none yet. One tells other systems when a list is done, fails, or needs a person.</p>
      ) : null}
      {value.items.map((webhook) => (
        <Webhook
          key={webhook.webhookId}
          webhook={webhook}
          isOpen={search.get('deliveries') === webhook.webhookId}
          onOpen={(isOpen) => set(isOpen ? { deliveries: webhook.webhookId } : {})}
          onChanged={read}
        />
      ))}
      <CommandLine text="devteam webhooks list" />
      <WebhookDialog opened={search.get('do') === 'add'} onClose={() => set({})} onAdded={read} />
    </Page>
  );
}

interface WebhookProps {
  webhook: WebhookView;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  onChanged: () => Promise<void>;
}

function Webhook({ webhook, isOpen, onOpen, onChanged }: WebhookProps) {
  const { routes } = useServices();
  const choices = placeChoices(useAppSelector(selectProjects));
  const { createdAt, disabledWhy, enabled, failures, format, kinds, madeBy, name, url, waiting, webhookId } = webhook;
  const [tried, setTried] = useState<TryView | null>(null);
  const [isLeaving, setIsLeaving] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const params = { webhookId };
  const test = useCommand(async () => setTried(await routes.call('testWebhook', { params })));
  const renew = useCommand(async () => setSecret((await routes.call('renewWebhookSecret', { params })).secret));
  const toggle = useCommand(async () => {
    await routes.call('changeWebhook', { params, body: { enabled: !enabled } });
    await onChanged();
  });
  const remove = useCommand(async () => {
    await routes.call('removeWebhook', { params });
    await onChanged();
  });
  const refused = test.failure ?? toggle.failure ?? remove.failure ?? renew.failure;
  return (
    <Panel
      title={name}
      testId="webhook"
      beside={<StatusChip look={looks[enabled ? (failures > 0 ? 'failing' : 'on') : 'off']} size="small" />}
    >
      <Facts>
        <Fact name={format === 'slack' ? 'Slack' : 'Address'}>
          <code>{url}</code>
        </Fact>
        <Fact name="Where">{placeWords(webhook, choices)}</Fact>
        <Fact name="Told of">{kinds.map((kind) => noticeNames[kind]).join(', ')}</Fact>
        <Fact name="Still to be told">{waiting}</Fact>
        {failures > 0 ? <Fact name="Failed in a row">{failures}</Fact> : null}
        {disabledWhy ? <Fact name="Off because">{disabledWhy}</Fact> : null}
        <Fact name="Added">
          by {madeBy}, <Time time={createdAt} />
        </Fact>
      </Facts>
      {refused ? <FailureCard failure={refused} /> : null}
      <div aria-live="polite">
        {tried ? (
          <p data-testid="webhook-tried" data-tone={tried.delivered ? 'done' : 'failed'} className={styles.tried}>
            {tried.delivered ? <CheckIcon /> : <AlertIcon />}{' '}
            {tried.delivered ? 'It took the notice' : `It did not take the notice${tried.why ? `: ${tried.why}` : ''}`}
            {tried.answered === null ? '' : `, answered with ${tried.answered}`}, in {Math.round(tried.durationMs)} ms.
          </p>
        ) : null}
      </div>
      {isLeaving ? (
        <div className={styles.form}>
          <p>It is told nothing more, and what it was told is forgotten. This cannot be taken back.</p>
          <CommandLine text={webhookCommand('remove', webhookId)} />
          <div className={styles.buttons}>
            <Button size="xs" variant="default" onClick={() => setIsLeaving(false)}>
              Leave it
            </Button>
            <Button size="xs" color="red" loading={remove.pending} data-testid="confirm-remove-webhook" onClick={() => void remove.give()}>
              Remove {name}
            </Button>
          </div>
        </div>
      ) : (
        <div className={styles.buttons}>
          <Button size="xs" variant="default" loading={test.pending} data-testid="test-webhook" onClick={() => void test.give()}>
            Send it a test
          </Button>
          <Button size="xs" variant="default" loading={toggle.pending} data-testid="toggle-webhook" onClick={() => void toggle.give()}>
            {enabled ? 'Turn off' : 'Turn on: it is told what it missed'}
          </Button>
          <Button size="xs" variant="default" aria-expanded={isOpen} data-testid="show-deliveries" onClick={() => onOpen(!isOpen)}>
            {isOpen ? 'Hide what it was told' : 'What it was told'}
          </Button>
          <Button size="xs" variant="default" loading={renew.pending} data-testid="renew-secret" onClick={() => void renew.give()}>
            New secret
          </Button>
          <Button size="xs" variant="default" data-testid="remove-webhook" onClick={() => setIsLeaving(true)}>
            Remove
          </Button>
        </div>
      )}
      {isLeaving ? null : <CommandLine text={webhookCommand(isOpen ? 'deliveries' : 'test', webhookId)} />}
      {isOpen ? <Deliveries webhookId={webhookId} /> : null}
      <Dialog opened={secret !== null} onClose={() => setSecret(null)} title={`New secret of ${name}`}>
        {secret === null ? null : <Secret secret={secret} onClose={() => setSecret(null)} />}
      </Dialog>
    </Panel>
  );
}
