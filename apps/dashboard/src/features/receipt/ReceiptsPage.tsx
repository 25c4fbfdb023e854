import { NativeSelect } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { useRoute } from '../../http/use-route.ts';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Table } from '../../ui/Table.tsx';
import { Time } from '../../ui/Time.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { selectProjects } from '../projects/selectors.ts';
import { shortReceipt, verdictLooks } from './receipt-words.ts';

/** What has landed in a project, newest first, each with its proof. */
export function ReceiptsPage() {
  const projects = useAppSelector(selectProjects);
  const [search, setSearch] = useSearchParams();
  const projectId = search.get('project') ?? projects[0]?.projectId ?? '';
  return (
    <Page
      testId="receipts-page"
      title="Receipts"
      lead="Why each task that landed counts as done: what was checked, on which tree, and what came out."
      actions={
        <NativeSelect
          aria-label="Project"
          size="xs"
          value={projectId}
          data={projects.map((project) => ({ value: project.projectId, label: `${project.customerName} · ${project.name}` }))}
          onChange={(event) => setSearch({ project: event.currentTarget.value }, { replace: true })}
        />
      }
    >
      {projectId === '' ? <p>There is no project yet, so nothing has landed.</p> : <Landed key={projectId} projectId={projectId} />}
    </Page>
  );
}

function Landed({ projectId }: { projectId: string }) {
  const { failure, read, value } = useRoute('listReceipts', { params: { projectId } });
  if (!value) return failure ? <LoadFailure failure={failure} onRetry={read} /> : null;
  if (value.items.length === 0)
    return <p data-testid="no-receipts">Nothing of this project has landed yet. Its first finished task brings the first receipt.</p>;
  return (
    <Panel title={`${value.items.length} ${value.items.length === 1 ? 'task' : 'tasks'} landed`} flush>
      <Table label="Receipts" head={['Task', 'Verdict', 'Checks', 'Commit', 'Landed']}>
        {value.items.map(({ checks, commit, landedAt, receiptId, taskKey, verdict }) => (
          <tr key={receiptId} data-testid="receipt-row">
            <th scope="row">
              <Link to={paths.receipt(receiptId)} aria-label={`Receipt of ${taskKey}, ${shortReceipt(receiptId)}`}>
                {taskKey}
              </Link>
            </th>
            <td>
              <StatusChip look={verdictLooks[verdict.verdict]} size="small" />
            </td>
            <td>
              {checks.filter(({ outcome }) => outcome === 'passed').length} of {checks.length} passed
            </td>
            <td>
              <code>{commit.slice(0, 9)}</code>
            </td>
            <td>{landedAt ? <Time time={landedAt} /> : 'not yet'}</td>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}
