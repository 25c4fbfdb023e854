import type { Grant } from '@devteam/api';

/** In the form in which it is typed: `manager@bakery, viewer`. */
export const rolesText = (grants: readonly Grant[]): string =>
  grants.map(({ customerId, projectId, role }) => [role, projectId ?? customerId].filter(Boolean).join('@')).join(', ') || 'none';
