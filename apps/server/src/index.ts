export { type Config, type LogLevel, loadConfig } from './config.ts';
export { type Database, type DatabaseKind, type DatabaseOptions, openDatabase } from './database.ts';
export type { Log } from './log.ts';
export { type DevTeam, type DevTeamOptions, startDevTeam } from './start-devteam.ts';
