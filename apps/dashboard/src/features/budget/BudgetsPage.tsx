import { type BudgetView, type UseView, allows } from '@devteam/api';
import { Button } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { useRoute } from '../../http/use-route.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { AlertIcon, DownIcon, HandIcon } from '../../ui/icons.tsx';
import { Page, PageSkeleton } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip, type StatusLook } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { selectRights } from '../session/session-slice.ts';
import { BudgetDialog } from './BudgetDialog.tsx';
import { BudgetMeters } from './BudgetMeters.tsx';
import styles from './BudgetsPage.module.css';
import { csvOfUse, sumOf } from './budget-words.ts';

const everyMs = 15_000;

const stateLooks: Readonly<Record<'near' | 'reached', StatusLook>> = {
  near: { word: 'Nearly used up', tone: 'warning', Icon: AlertIcon },
  reached: { word: 'Used up: waits for you', tone: 'waiting', Icon: HandIcon },
};

/** What work has used, what it may use, and how much of it may run at once. */
export function BudgetsPage() {
  const use = useRoute('readUse', {}, everyMs);
  const budgets = useRoute('listBudgets', {}, everyMs);
  const failure = use.failure ?? budgets.failure;
  if (!use.value || !budgets.value) {
    const read = async () => void (await Promise.all([use.read(), budgets.read()]));
    return failure ? <LoadFailure failure={failure} onRetry={read} /> : <PageSkeleton />;
  }
  return <Budgets use={use.value} budgets={budgets.value.items} onSaved={() => void budgets.read()} />;
}

interface BudgetsProps {
  use: UseView;
  budgets: readonly BudgetView[];
  onSaved: () => void;
}

function Budgets({ use, budgets, onSaved }: BudgetsProps) {
  const [search, setSearch] = useSearchParams();
  const [kind, id] = (search.get('limits') ?? '').split(/:(.*)/s);
  const find = (wanted: BudgetView['scope']['kind'], scopeId: string) =>
    budgets.find(({ scope }) => scope.kind === wanted && scope.id === scopeId);
  const usedOf = (customerId: string) => sumOf(use.projects.filter((project) => project.customerId === customerId).map(({ used }) => used));
  const edited = kind === 'project' ? use.projects.find(({ projectId }) => projectId === id) : undefined;
  const editedCustomer = kind === 'customer' ? use.customers.find(({ customerId }) => customerId === id) : undefined;
  const place = edited
    ? {
        scope: { kind: 'project' as const, id: edited.projectId },
        name: edited.name,
        used: edited.used,
        limits: find('project', edited.projectId)?.limits ?? {},
      }
    : editedCustomer
      ? {
          scope: { kind: 'customer' as const, id: editedCustomer.customerId },
          name: editedCustomer.name,
          used: usedOf(editedCustomer.customerId),
          limits: find('customer', editedCustomer.customerId)?.limits ?? {},
        }
      : null;
  const edit = (wanted: string | null) => setSearch(wanted === null ? {} : { limits: wanted }, { replace: true, preventScrollReset: true });
  return (
    <Page
      testId="budgets-page"
      title="Budgets and limits"
      wide
      lead="What work has used until now, of what it may use. At four fifths of a limit you are told; from the limit on nothing more is started until it is raised."
      actions={
        <Button
          component="a"
          size="xs"
          variant="default"
          leftSection={<DownIcon size={13} />}
          href={`data:text/csv;charset=utf-8,${encodeURIComponent(csvOfUse(use, (projectId) => find('project', projectId)?.limits ?? {}))}`}
          download="devteam-use.csv"
        >
          As a table
        </Button>
      }
    >
      <Panel title="All together" note={slotsSentence(use)}>
        <BudgetMeters limits={{}} used={sumOf(use.projects.map(({ used }) => used))} />
        <CommandLine text="devteam limits list" />
      </Panel>
      {use.customers.length === 0 ? <p>There is no customer yet; with the first project there is something to count.</p> : null}
      {use.customers.map((customer) => (
        <Customer
          key={customer.customerId}
          customer={customer}
          projects={use.projects.filter(({ customerId }) => customerId === customer.customerId)}
          find={find}
          onEdit={edit}
        />
      ))}
      <BudgetDialog place={place} onClose={() => edit(null)} onSaved={onSaved} />
    </Page>
  );
}

function slotsSentence({ slots, workerSlots }: UseView): string {
  const have = `Workers have ${workerSlots} ${workerSlots === 1 ? 'slot' : 'slots'} for steps that need a sandbox`;
  return slots === null ? `${have}; all of them may be used at once.` : `${have}; at most ${slots} may be used at once.`;
}

interface CustomerProps {
  customer: UseView['customers'][number];
  projects: UseView['projects'];
  find: (kind: BudgetView['scope']['kind'], id: string) => BudgetView | undefined;
  onEdit: (wanted: string) => void;
}

function Customer({ customer, projects, find, onEdit }: CustomerProps) {
  const { customerId, name, slots } = customer;
  const rights = useAppSelector(selectRights);
  const mayLimit = (projectId: string | null) => allows(rights, 'budget.write', { customerId, projectId });
  const budget = find('customer', customerId);
  return (
    <Panel
      title={name}
      testId="customer-budget"
      beside={<BudgetState budget={budget} />}
      note={
        <>
          {slots === null ? 'No limit of its own for steps at once' : `At most ${slots} steps at once`}.{' '}
          <Link to={paths.customerSettings(customerId)}>Settings of {name}</Link>
        </>
      }
      actions={
        mayLimit(null) ? (
          <Button size="xs" variant="default" aria-label={`Limits of ${name}`} onClick={() => onEdit(`customer:${customerId}`)}>
            Limits
          </Button>
        ) : null
      }
    >
      <BudgetMeters limits={budget?.limits ?? {}} used={sumOf(projects.map(({ used }) => used))} />
      <SetBy budget={budget} />
      <ul className={styles.projects}>
        {projects.map((project) => (
          <li key={project.projectId} data-testid="project-budget" data-project-id={project.projectId}>
            <div className={styles.head}>
              <h3>
                <Link to={paths.project(project.projectId)}>{project.name}</Link>
              </h3>
              <BudgetState budget={find('project', project.projectId)} />
              <p>
                {project.slots === null ? 'no limit of steps at once' : `at most ${project.slots} steps at once`}, priority{' '}
                {project.priority}.{' '}
                <Link to={`${paths.projectSettings(project.projectId)}#turn`} aria-label={`Change slots and priority of ${project.name}`}>
                  Change
                </Link>
              </p>
              {mayLimit(project.projectId) ? (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`Limits of ${project.name}`}
                  data-testid="edit-budget"
                  onClick={() => onEdit(`project:${project.projectId}`)}
                >
                  Limits
                </Button>
              ) : null}
            </div>
            <BudgetMeters limits={find('project', project.projectId)?.limits ?? {}} used={project.used} />
            <SetBy budget={find('project', project.projectId)} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const BudgetState = ({ budget }: { budget: BudgetView | undefined }) =>
  budget && budget.state !== 'open' ? <StatusChip look={stateLooks[budget.state]} size="small" /> : null;

function SetBy({ budget }: { budget: BudgetView | undefined }) {
  if (!budget) return null;
  return (
    <p className={styles.setBy}>
      Set by {budget.setBy}, <Time time={budget.setAt} />
      {budget.words ? `. ${budget.words}.` : '.'}
    </p>
  );
}
