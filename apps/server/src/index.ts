export { auditedEngine } from './audit/audited-engine.ts';
export { type NewApiToken, makeApiToken, tokenView } from './auth/api-tokens.ts';
export { localOwner } from './auth/caller.ts';
export { type PersonChange, changePerson, findManaged, invitePerson, listManaged, userView } from './auth/people.ts';
export { type Config, type LogLevel, loadConfig } from './config.ts';
export { type Database, type DatabaseKind, type DatabaseOptions, openDatabase } from './database.ts';
export type { Log } from './log.ts';
export { type DevTeam, type DevTeamOptions, startDevTeam } from './start-devteam.ts';
