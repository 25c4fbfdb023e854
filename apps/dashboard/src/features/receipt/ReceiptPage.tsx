import type { ReceiptCheckView, ReceiptView } from '@devteam/api';
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Link, useParams } from 'react-router';
import { useAppDispatch, useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { useServices } from '../../app/services.ts';
import { useRoute } from '../../http/use-route.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Fact, Facts } from '../../ui/Facts.tsx';
import { CheckIcon, CrossIcon } from '../../ui/icons.tsx';
import { Page, PageSkeleton } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Table } from '../../ui/Table.tsx';
import { Time } from '../../ui/Time.tsx';
import { WithCode } from '../../ui/WithCode.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { loadProject } from '../projects/projects-slice.ts';
import { selectProject, selectTaskLabel } from '../projects/selectors.ts';
import { useCommand } from '../projects/use-command.ts';
import { CheckList } from './CheckList.tsx';
import { commitAddress, costText, criterionLooks, shortReceipt, verdictLooks } from './receipt-words.ts';
import styles from './ReceiptPage.module.css';

/** Why a task counts as done: what was proven, on which tree, by what, and whether that still holds. */
export function ReceiptPage() {
  const { receiptId = '' } = useParams();
  const { failure, read, value: receipt } = useRoute('findReceipt', { params: { receiptId } });
  if (!receipt) return failure ? <LoadFailure failure={failure} onRetry={read} /> : <PageSkeleton />;
  return <Receipt key={receipt.receiptId} receipt={receipt} />;
}

function Receipt({ receipt }: { receipt: ReceiptView }) {
  const { approval, criteria, landedAt, models, projectId, prompt, receiptId, taskKey, verdict } = receipt;
  const label = useAppSelector((state) => selectTaskLabel(state, projectId, taskKey));
  const project = useAppSelector((state) => selectProject(state, projectId));
  const dispatch = useAppDispatch();
  const known = project !== undefined;
  // The list of the project says what the task is called.
  useEffect(() => {
    if (known) void dispatch(loadProject(projectId));
  }, [dispatch, projectId, known]);
  return (
    <Page
      testId="receipt-page"
      title={<WithCode text={label} />}
      beside={<StatusChip look={verdictLooks[verdict.verdict]} />}
      back={{ to: paths.receiptsOf(projectId), words: `Receipts of ${project?.name ?? projectId}` }}
      lead={
        <>
          Receipt <code>{shortReceipt(receiptId)}</code>: why this counts as done. The commit names the hash of all that stands here, so
          nothing of it can be changed unseen.
        </>
      }
    >
      <Panel title="What landed">
        <Landed receipt={receipt} repositoryUrl={project?.repositoryUrl ?? ''} />
      </Panel>
      <Verification receipt={receipt} />
      <CheckList receipt={receipt} />
      {criteria.length > 0 ? (
        <Panel title="Criteria of the task" flush>
          <Table label="Criteria of the task" head={['Criterion', 'Result']}>
            {criteria.map(({ result, text }) => (
              <tr key={text}>
                <td>
                  <WithCode text={text} />
                </td>
                <td>
                  <StatusChip look={criterionLooks[result]} size="small" />
                </td>
              </tr>
            ))}
          </Table>
        </Panel>
      ) : null}
      <Panel title="Verdict" beside={<StatusChip look={verdictLooks[verdict.verdict]} size="small" />} testId="receipt-verdict">
        <ul className={styles.lines}>
          {verdict.reasons.map((reason) => (
            <li key={reason}>
              <WithCode text={reason} />
            </li>
          ))}
          {verdict.notes.map((note) => (
            <li key={note} className={styles.note}>
              <WithCode text={note} />
            </li>
          ))}
          {verdict.reasons.length + verdict.notes.length === 0 ? <li className={styles.note}>It needed no words.</li> : null}
        </ul>
        {approval ? (
          <p>
            Let through by <b>{approval.by}</b>: <q>{approval.why}</q>
          </p>
        ) : null}
      </Panel>
      <Panel title="Made with">
        <Facts>
          {models.map(({ costMicrodollars, inputTokens, model, outputTokens, requests }) => (
            <Fact key={model} name={model}>
              {requests === null ? '' : `${requests} ${requests === 1 ? 'request' : 'requests'}, `}
              {inputTokens.toLocaleString('en')} tokens in, {outputTokens.toLocaleString('en')} out, {costText(costMicrodollars)}
            </Fact>
          ))}
          {models.length === 0 ? <Fact name="Models">none was asked</Fact> : null}
          {prompt ? (
            <Fact name="Prompt">
              template {prompt.template}, version {prompt.version}, <code>{prompt.hash.slice(0, 19)}…</code>
            </Fact>
          ) : null}
        </Facts>
      </Panel>
      {landedAt ? null : <p>It was verified, and has not landed yet.</p>}
    </Page>
  );
}

function Landed({ receipt, repositoryUrl }: { receipt: ReceiptView; repositoryUrl: string }) {
  const { askedBy, at, attempt, base, commit, executor, landedAt, projectId, sandbox, taskKey, tree } = receipt;
  const address = commitAddress(repositoryUrl, commit);
  return (
    <Facts>
      <Fact name="Commit">
        {address ? (
          <a href={address} target="_blank" rel="noreferrer noopener">
            <code>{commit}</code>
          </a>
        ) : (
          <code>{commit}</code>
        )}{' '}
        <CopyButton text={() => commit} label="Copy the commit" />
      </Fact>
      <Fact name="Tree">
        <code>{tree}</code>, exactly what was checked
      </Fact>
      <Fact name="On top of">
        <code>{base}</code>
      </Fact>
      <Fact name="Task">
        <Link to={`${paths.project(projectId)}?task=${encodeURIComponent(taskKey)}`}>{taskKey}</Link>, attempt {attempt}, with what it
        changed
      </Fact>
      {executor ? (
        <Fact name="Work of">
          {executor.name}, attempt {executor.attempt}
        </Fact>
      ) : null}
      <Fact name="Asked for by">{askedBy ? `${askedBy.name} (${askedBy.kind})` : 'it was not written down'}</Fact>
      <Fact name="Landed">{landedAt ? <Time time={landedAt} /> : 'not yet'}</Fact>
      <Fact name="Verified">
        <Time time={at} />
      </Fact>
      <Fact name="Checked in">
        {sandbox.driver}, {sandbox.isolation === 'none' ? 'not isolated' : sandbox.isolation};{' '}
        {sandbox.enforces.length > 0 ? `enforces ${sandbox.enforces.join(', ')}` : 'enforces nothing'}
      </Fact>
      <Fact name="Image">{sandbox.image ? <code>{sandbox.image}</code> : 'none: the machine itself'}</Fact>
    </Facts>
  );
}

/** Holds the receipt against the repository, now; what is kept of the output is compared as well. */
function Verification({ receipt }: { receipt: ReceiptView }) {
  const { routes } = useServices();
  const [found, setFound] = useState<ReceiptCheckView | null>(null);
  const verify = useCommand(async () => {
    setFound(await routes.call('verifyReceipt', { params: { receiptId: receipt.receiptId } }));
  });
  const holds = found?.differences.length === 0;
  return (
    <Panel
      title="Does it still hold?"
      note="Reads the commit, its message, tree and parents from the repository, and the kept output of the checks, and compares them with the receipt."
      actions={
        <Button size="xs" loading={verify.pending} data-testid="verify-receipt" onClick={() => void verify.give()}>
          Verify now
        </Button>
      }
    >
      <div aria-live="polite">
        {verify.failure ? <FailureCard failure={verify.failure} /> : null}
        {found ? (
          <div className={styles.found} data-testid="receipt-check" data-holds={holds}>
            <p className={styles.holds} data-tone={holds ? 'done' : 'failed'}>
              {holds ? <CheckIcon /> : <CrossIcon />}
              <span>{holds ? 'It holds: everything that could be looked at agrees.' : 'It does not hold.'}</span>
              <Time time={found.at} clockOnly />
            </p>
            {found.differences.map(({ at, found: there, said }) => (
              <p key={at}>
                <code>{at}</code>: the receipt says <code>{said ?? 'nothing'}</code>, there is <code>{there ?? 'nothing'}</code>
              </p>
            ))}
            {found.forgotten.length > 0 ? (
              <p>The output of {found.forgotten.join(', ')} is not kept any more, so nobody can compare it.</p>
            ) : null}
          </div>
        ) : null}
      </div>
      <CommandLine text={`devteam receipt verify ${shortReceipt(receipt.receiptId)}`} />
    </Panel>
  );
}
