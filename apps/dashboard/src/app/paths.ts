/** Every address of the page. Project ids hold a slash. */
export const paths = {
  fleet: '/',
  project: (projectId: string) => `/projects/${encodeURIComponent(projectId)}`,
  projectPattern: '/projects/:projectId',
} as const;
