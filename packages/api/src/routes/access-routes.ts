import { z } from 'zod';
import { permissions, roles } from '../access/permissions.ts';
import { Id, Text, Time, page, paging } from './fields.ts';
import { route } from './route.ts';

const GrantView = z.object({ role: z.enum(roles), customerId: z.string().nullable(), projectId: z.string().nullable() });
const GrantBody = z.strictObject({ role: z.enum(roles), customerId: Id.nullable().default(null), projectId: Id.nullable().default(null) });

export const UserView = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  /** Who vouches for this person: this machine, a password, or the host application. */
  source: z.enum(['local', 'password', 'host']),
  grants: z.array(GrantView),
  disabled: z.boolean(),
  createdAt: Time,
});
export type UserView = z.infer<typeof UserView>;

/** The caller, with what they may do where: what a screen needs to hide what is not allowed. */
export const Me = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  signedInBy: z.enum(['local', 'session', 'token', 'ticket', 'host']),
  grants: z.array(GrantView),
  /** Of a token: no more than these. */
  only: z.array(z.enum(permissions)).nullable(),
});
export type Me = z.infer<typeof Me>;

export const TokenView = z.object({
  tokenId: z.string(),
  name: z.string(),
  permissions: z.array(z.enum(permissions)),
  customerId: z.string().nullable(),
  projectId: z.string().nullable(),
  createdAt: Time,
  expiresAt: Time,
  usedAt: Time.nullable(),
  revoked: z.boolean(),
});
export type TokenView = z.infer<typeof TokenView>;

const SessionView = z.object({ sessionId: z.string(), current: z.boolean(), agent: z.string(), createdAt: Time, seenAt: Time });

const Password = z.string().min(12, 'must have at least 12 characters').max(200);
const Email = z.email().max(200);
const UserParams = z.object({ userId: Id });

/** Signing in, and who may do what. */
export const accessRoutes = {
  signIn: route({
    method: 'POST',
    path: '/api/devteam/session',
    summary: 'Sign a browser in, by the token of this machine or by password; the answer is a cookie',
    access: 'open',
    about: 'installation',
    body: z.strictObject({
      token: z.string().min(1).max(500).optional(),
      email: Email.optional(),
      password: z.string().min(1).max(200).optional(),
    }),
    success: { status: 204, answer: null },
    errors: ['unauthorized', 'sign_in_refused', 'too_many_requests'],
  }),
  signOut: route({
    method: 'DELETE',
    path: '/api/devteam/session',
    summary: 'Sign this browser out',
    access: 'signed-in',
    about: 'installation',
    success: { status: 204, answer: null },
    errors: [],
  }),
  readMe: route({
    method: 'GET',
    path: '/api/devteam/me',
    summary: 'Who the caller is and what they may do',
    access: 'signed-in',
    about: 'installation',
    success: { status: 200, answer: Me },
    errors: [],
  }),
  listSessions: route({
    method: 'GET',
    path: '/api/devteam/sessions',
    summary: 'Where the caller is signed in',
    access: 'signed-in',
    about: 'installation',
    success: { status: 200, answer: z.object({ items: z.array(SessionView) }) },
    errors: [],
  }),
  endSession: route({
    method: 'DELETE',
    path: '/api/devteam/sessions/{sessionId}',
    summary: 'Sign one of the own browsers out',
    access: 'signed-in',
    about: 'installation',
    params: z.object({ sessionId: Id }),
    success: { status: 204, answer: null },
    errors: [],
  }),
  makeTicket: route({
    method: 'POST',
    path: '/api/devteam/tickets',
    summary: 'A ticket for one live connection: 60 s, one use, for this person and this origin',
    access: 'signed-in',
    about: 'installation',
    body: z.strictObject({ projectId: Id.optional(), origin: z.url().max(300).optional() }),
    success: { status: 201, answer: z.object({ ticket: z.string(), expiresAt: Time }) },
    errors: ['project_not_found'],
  }),
  listUsers: route({
    method: 'GET',
    path: '/api/devteam/users',
    summary: 'People whose roles the caller may change',
    access: 'user.manage',
    about: 'list',
    query: z.strictObject(paging),
    success: { status: 200, answer: page(UserView) },
    errors: [],
  }),
  findUser: route({
    method: 'GET',
    path: '/api/devteam/users/{userId}',
    summary: 'One person',
    access: 'user.manage',
    about: 'list',
    params: UserParams,
    success: { status: 200, answer: UserView },
    errors: ['user_not_found'],
  }),
  changeUser: route({
    method: 'PATCH',
    path: '/api/devteam/users/{userId}',
    summary: 'Change roles, name, or whether somebody may come in at all; live at once',
    access: 'user.manage',
    about: 'list',
    params: UserParams,
    body: z.strictObject({
      name: Text(200).min(1).optional(),
      grants: z.array(GrantBody).max(100).optional(),
      disabled: z.boolean().optional(),
    }),
    success: { status: 200, answer: UserView },
    errors: ['user_not_found', 'last_owner', 'customer_not_found', 'project_not_found'],
    edits: 'if-match',
  }),
  inviteUser: route({
    method: 'POST',
    path: '/api/devteam/invitations',
    summary: 'A link that makes somebody a member, once',
    access: 'user.manage',
    about: 'list',
    body: z.strictObject({
      email: Email.optional(),
      grants: z.array(GrantBody).min(1).max(100),
      hours: z.number().int().min(1).max(720).default(72),
    }),
    success: { status: 201, answer: z.object({ code: z.string(), link: z.string(), expiresAt: Time }) },
    errors: ['customer_not_found', 'project_not_found'],
  }),
  acceptInvitation: route({
    method: 'POST',
    path: '/api/devteam/invitations/accept',
    summary: 'Become a member by a link, with a password; the answer is a cookie too',
    access: 'open',
    about: 'installation',
    body: z.strictObject({ code: z.string().min(1).max(200), name: Text(200).min(1), email: Email, password: Password }),
    success: { status: 201, answer: UserView },
    errors: ['invitation_refused', 'user_exists', 'too_many_requests'],
  }),
  listTokens: route({
    method: 'GET',
    path: '/api/devteam/tokens',
    summary: 'Tokens of the caller',
    access: 'signed-in',
    about: 'installation',
    success: { status: 200, answer: z.object({ items: z.array(TokenView) }) },
    errors: [],
  }),
  makeToken: route({
    method: 'POST',
    path: '/api/devteam/tokens',
    summary: 'A token for a program, no more than its person may do; shown this once',
    access: 'signed-in',
    about: 'installation',
    body: z.strictObject({
      name: Text(200).min(1),
      permissions: z.array(z.enum(permissions)).min(1),
      customerId: Id.nullable().default(null),
      projectId: Id.nullable().default(null),
      days: z.number().int().min(1).max(366).default(90),
    }),
    success: { status: 201, answer: TokenView.extend({ token: z.string() }) },
    errors: ['forbidden', 'project_not_found', 'customer_not_found'],
  }),
  revokeToken: route({
    method: 'DELETE',
    path: '/api/devteam/tokens/{tokenId}',
    summary: 'End a token at once',
    access: 'signed-in',
    about: 'installation',
    params: z.object({ tokenId: Id }),
    success: { status: 204, answer: null },
    errors: ['token_not_found'],
  }),
} as const;
