import { lazy } from 'react';
import { Route } from 'react-router';
import { paths } from './paths.ts';

const ReceiptsPage = lazy(() => import('../features/receipt/ReceiptsPage.tsx').then(({ ReceiptsPage }) => ({ default: ReceiptsPage })));
const ReceiptPage = lazy(() => import('../features/receipt/ReceiptPage.tsx').then(({ ReceiptPage }) => ({ default: ReceiptPage })));

const BudgetsPage = lazy(() => import('../features/budget/BudgetsPage.tsx').then(({ BudgetsPage }) => ({ default: BudgetsPage })));

const MembersPage = lazy(() => import('../features/members/MembersPage.tsx').then(({ MembersPage }) => ({ default: MembersPage })));

const ProjectSettingsPage = lazy(() =>
  import('../features/settings/ProjectSettingsPage.tsx').then(({ ProjectSettingsPage }) => ({ default: ProjectSettingsPage })),
);
const CustomerSettingsPage = lazy(() =>
  import('../features/settings/CustomerSettingsPage.tsx').then(({ CustomerSettingsPage }) => ({ default: CustomerSettingsPage })),
);

const AuditPage = lazy(() => import('../features/audit/AuditPage.tsx').then(({ AuditPage }) => ({ default: AuditPage })));

const InboxPage = lazy(() => import('../features/notices/InboxPage.tsx').then(({ InboxPage }) => ({ default: InboxPage })));
const PreferencesPage = lazy(() =>
  import('../features/notices/PreferencesPage.tsx').then(({ PreferencesPage }) => ({ default: PreferencesPage })),
);

const WebhooksPage = lazy(() => import('../features/webhooks/WebhooksPage.tsx').then(({ WebhooksPage }) => ({ default: WebhooksPage })));

/** Screens of people, money and settings; each comes when it is wanted. */
export const officeRoutes = (
  <>
    <Route path={paths.receipts} element={<ReceiptsPage />} />
    <Route path={paths.receiptPattern} element={<ReceiptPage />} />
    <Route path={paths.budgets} element={<BudgetsPage />} />
    <Route path={paths.members} element={<MembersPage />} />
    <Route path={paths.projectSettingsPattern} element={<ProjectSettingsPage />} />
    <Route path={paths.customerSettingsPattern} element={<CustomerSettingsPage />} />
    <Route path={paths.audit} element={<AuditPage />} />
    <Route path={paths.inbox} element={<InboxPage />} />
    <Route path={paths.preferences} element={<PreferencesPage />} />
    <Route path={paths.webhooks} element={<WebhooksPage />} />
  </>
);
