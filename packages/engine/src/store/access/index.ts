export { type AuditFilter, type NewAuditEntry, addAuditEntry, closeAuditEntry, listAudit } from './audit.ts';
export { type StoredAnswer, claimAnswer, dropAnswer, keepAnswer, sweepAnswers } from './answers.ts';
export { type CallerRow, findCaller } from './callers.ts';
export { type Invitation, addInvitation, dropFirstInvitations, takeInvitation } from './invitations.ts';
export { addSession, endSession, findSession, isSessionOpen, listSessions, rotateSession } from './sessions.ts';
export { type Sight, canRestrict, inSight } from './tenancy.ts';
export { type Ticket, addTicket, takeTicket } from './tickets.ts';
export { type TokenCaller, type TokenRow, addToken, findCallerOfToken, findCallerOfTokenId, listTokens, revokeToken } from './tokens.ts';
export { type UserRow, addUser, changeUser, countOwners, findPassword, findUser, listUsers, lockOwners, setGrants } from './users.ts';
