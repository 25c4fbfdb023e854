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
  budgets: '/budgets',
  projectSettings: (projectId: string) => `/projects/${encodeURIComponent(projectId)}/settings`,
  projectSettingsPattern: '/projects/:projectId/settings',
  customerSettings: (customerId: string) => `/customers/${encodeURIComponent(customerId)}`,
  customerSettingsPattern: '/customers/:customerId',
  projectPattern: '/projects/:projectId',
} as const;
