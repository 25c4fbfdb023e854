import { type AuditEntry, type AuditKind, allowsSomewhere, auditKinds } from '@devteam/api';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { Fragment, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { useRoute } from '../../http/use-route.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Page, PageSkeleton } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Table } from '../../ui/Table.tsx';
import { Time } from '../../ui/Time.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { selectProjects } from '../projects/selectors.ts';
import { selectRights } from '../session/session-slice.ts';
import { readCommand } from '../settings/change-commands.ts';
import styles from './AuditPage.module.css';
import { actionWords, changedFields, kindNames, outcomeLook, refusalWords } from './audit-words.ts';

/** Who asked what, when, of what, and what came of it. */
export function AuditPage() {
  const rights = useAppSelector(selectRights);
  const [search] = useSearchParams();
  const filter = Object.fromEntries(
    ['person', 'kind', 'projectId', 'since', 'until'].flatMap((name) => (search.get(name) ? [[name, search.get(name)]] : [])),
  );
  return (
    <Page
      testId="audit-page"
      title="Audit trail"
      wide
      lead="Everything that was asked to change something, the newest first: also what was refused."
    >
      {allowsSomewhere(rights, 'audit.read') ? (
        <>
          <Filters />
          <Entries key={JSON.stringify(filter)} filter={filter} cursor={search.get('after')} />
        </>
      ) : (
        <p data-testid="no-audit">Owners, admins and managers see it; you have none of these roles anywhere.</p>
      )}
    </Page>
  );
}

/** Filters stand in the address; another filter begins at its first page. */
function useFilter() {
  const [search, setSearch] = useSearchParams();
  const set = (name: string, value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (name !== 'after') next.delete('after');
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: name !== 'after', preventScrollReset: true },
    );
  return { search, set };
}

/** The first or last moment of a day of the reader, as a field for dates gives it. */
const momentOf = (date: string, isEnd: boolean): string => {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return '';
  const moment = new Date(`${date}T00:00:00`);
  if (isEnd) moment.setDate(moment.getDate() + 1);
  return moment.toISOString();
};
const dateOf = (moment: string | null, isEnd: boolean): string => {
  if (moment === null || Number.isNaN(Date.parse(moment))) return '';
  const date = new Date(Date.parse(moment) - (isEnd ? 1 : 0));
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
};

function Filters() {
  const { search, set } = useFilter();
  const projects = useAppSelector(selectProjects);
  const [person, setPerson] = useState(search.get('person') ?? '');
  return (
    <form
      className={styles.filters}
      aria-label="Filter"
      onSubmit={(event) => {
        event.preventDefault();
        set('person', person.trim());
      }}
    >
      <TextInput
        label="Who"
        placeholder="a name or an id"
        value={person}
        data-testid="audit-person"
        onChange={(event) => setPerson(event.currentTarget.value)}
        onBlur={() => set('person', person.trim())}
      />
      <NativeSelect
        label="What"
        data-testid="audit-kind"
        value={search.get('kind') ?? ''}
        data={[{ value: '', label: 'everything' }, ...auditKinds.map((kind) => ({ value: kind, label: kindNames[kind] }))]}
        onChange={(event) => set('kind', event.currentTarget.value)}
      />
      <NativeSelect
        label="Where"
        data-testid="audit-project"
        value={search.get('projectId') ?? ''}
        data={[
          { value: '', label: 'everywhere' },
          ...projects.map(({ customerName, name, projectId }) => ({ value: projectId, label: `${customerName} · ${name}` })),
        ]}
        onChange={(event) => set('projectId', event.currentTarget.value)}
      />
      <TextInput
        label="From"
        type="date"
        value={dateOf(search.get('since'), false)}
        onChange={(event) => set('since', momentOf(event.currentTarget.value, false))}
      />
      <TextInput
        label="To"
        type="date"
        value={dateOf(search.get('until'), true)}
        onChange={(event) => set('until', momentOf(event.currentTarget.value, true))}
      />
      <Button type="submit" variant="default">
        Find
      </Button>
    </form>
  );
}

function Entries({ filter, cursor }: { filter: Record<string, string | null>; cursor: string | null }) {
  const { set } = useFilter();
  const query = { ...(filter as { person?: string; kind?: AuditKind }), limit: '50', ...(cursor === null ? {} : { cursor }) };
  const { failure, read, value } = useRoute('listAudit', { query });
  const [open, setOpen] = useState<string | null>(null);
  if (!value) return failure ? <LoadFailure failure={failure} onRetry={read} /> : <PageSkeleton />;
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Panel title="Entries" flush>
      {value.items.length === 0 ? (
        <p data-testid="no-entries">
          {isFiltered ? 'Nothing that was asked fits this filter.' : 'Nobody has asked to change anything yet.'}
        </p>
      ) : (
        <Table label="Entries of the audit trail" head={['When', 'Who', 'What', 'Where', 'What came of it', '']}>
          {value.items.map((entry) => (
            <Entry
              key={entry.auditId}
              entry={entry}
              isOpen={open === entry.auditId}
              onToggle={() => setOpen(open === entry.auditId ? null : entry.auditId)}
            />
          ))}
        </Table>
      )}
      {cursor !== null || value.next !== null ? (
        <p>
          {cursor === null ? null : (
            <Button size="xs" variant="default" mr={8} onClick={() => set('after', '')}>
              To the newest
            </Button>
          )}
          {value.next === null ? null : (
            <Button size="xs" variant="default" data-testid="older-entries" onClick={() => set('after', value.next ?? '')}>
              Older ones
            </Button>
          )}
        </p>
      ) : null}
      <CommandLine text={readCommand(`/api/devteam/audit?${new URLSearchParams(filter as Record<string, string>).toString()}`)} />
    </Panel>
  );
}

function Entry({ entry, isOpen, onToggle }: { entry: AuditEntry; isOpen: boolean; onToggle: () => void }) {
  const { action, at, auditId, customerId, outcome, person, projectId, request, requestId, subject, via } = entry;
  const changes = changedFields(entry);
  return (
    <Fragment>
      <tr data-testid="audit-entry" data-outcome={outcome ?? 'unknown'}>
        <td>
          <Time time={at} />
        </td>
        <th scope="row">
          {person}
          <div className={styles.small}>{via}</div>
        </th>
        <td>{actionWords(action)}</td>
        <td>
          {projectId ? <Link to={paths.project(projectId)}>{projectId}</Link> : (customerId ?? 'everywhere')}
          {subject ? <div className={styles.small}>{subject}</div> : null}
        </td>
        <td>
          <StatusChip look={outcomeLook(outcome)} size="small" />
          {outcome !== null && outcome !== 'done' ? <div className={styles.small}>{refusalWords(outcome)}</div> : null}
        </td>
        <td>
          <Button
            size="compact-xs"
            variant="default"
            aria-expanded={isOpen}
            aria-controls={`audit-${auditId}`}
            data-testid="audit-more"
            onClick={onToggle}
          >
            {isOpen ? 'Less' : 'More'}
          </Button>
        </td>
      </tr>
      {isOpen ? (
        <tr id={`audit-${auditId}`} data-testid="audit-detail">
          <td colSpan={6} className={styles.detail}>
            {changes.length > 0 ? (
              <ul>
                {changes.map(({ became, field, was }) => (
                  <li key={field}>
                    <b>{field}</b>: <code>{was}</code> → <code>{became}</code>
                  </li>
                ))}
              </ul>
            ) : null}
            <p>
              Operation <code>{action}</code>, request <code>{requestId}</code>
            </p>
            <pre>{JSON.stringify(request, null, 2)}</pre>
          </td>
        </tr>
      ) : null}
    </Fragment>
  );
}
