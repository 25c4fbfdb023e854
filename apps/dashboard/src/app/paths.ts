/** Every address of the page. Project ids hold a slash. */
export const paths = {
  fleet: '/',
  project: (projectId: string) => `/projects/${encodeURIComponent(projectId)}`,
  reviews: '/reviews',
  review: (reviewId: string) => `/reviews/${encodeURIComponent(reviewId)}`,
  reviewPattern: '/reviews/:reviewId',
  /** Of invitations; the code follows behind a #. */
  join: '/join',
  analytics: '/analytics',
  /** Not `/health`, where machines ask. */
  health: '/services',
  receipts: '/receipts',
  receiptsOf: (projectId: string) => `/receipts?project=${encodeURIComponent(projectId)}`,
  /** A receipt goes by its own hash or by that of its commit. */
  receipt: (receiptId: string) => `/receipts/${encodeURIComponent(receiptId)}`,
  receiptPattern: '/receipts/:receiptId',
  members: '/members',
  audit: '/audit',
  inbox: '/inbox',
  preferences: '/preferences',
  webhooks: '/webhooks',
  budgets: '/budgets',
  projectSettings: (projectId: string) => `/projects/${encodeURIComponent(projectId)}/settings`,
  projectSettingsPattern: '/projects/:projectId/settings',
  customerSettings: (customerId: string) => `/customers/${encodeURIComponent(customerId)}`,
  customerSettingsPattern: '/customers/:customerId',
  /** What to look at, by what an error is about. */
  trouble: (name: string) => `/troubleshooting/${name}`,
  troublePattern: '/troubleshooting/:trouble',
  /** A new project, step by step. */
  newProject: '/projects/new',
  projectPattern: '/projects/:projectId',
} as const;
