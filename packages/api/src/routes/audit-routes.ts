import { z } from 'zod';
import { AuditEntry, auditKinds } from '../views/audit-view.ts';
import { Id, Time, page, paging } from './fields.ts';
import { route } from './route.ts';

/** Who asked what, and when. */
export const auditRoutes = {
  listAudit: route({
    method: 'GET',
    path: '/api/devteam/audit',
    summary: 'Everything that was asked to change something, newest first: who, when, what, where, and how it was answered',
    access: 'audit.read',
    about: 'list',
    query: z.strictObject({
      ...paging,
      /** Id or name. */
      person: Id.optional(),
      customerId: Id.optional(),
      projectId: Id.optional(),
      kind: z.enum(auditKinds).optional(),
      action: Id.optional(),
      since: Time.optional(),
      until: Time.optional(),
    }),
    success: { status: 200, answer: page(AuditEntry) },
    errors: [],
  }),
} as const;
