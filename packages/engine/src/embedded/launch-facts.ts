import { stat } from 'node:fs/promises';
import type { Command, LaunchFacts, UserAndGroup } from './launch-plan.ts';
import { commandOf, runnerOf } from './launch-plan.ts';
import { completeBinaries, initdbOf, postgresOf } from './platform-binaries.ts';
import { runProgram } from './program-run.ts';

const probeTimeoutMs = 10_000;
const works = async (command: Command) => (await runProgram(command, { timeoutMs: probeTimeoutMs })).exitCode === 0;

/** Whom a path belongs to; undefined when there is nothing. */
export async function ownerOf(path: string): Promise<UserAndGroup | undefined> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return found && { uid: found.uid, gid: found.gid };
}

/** Finds out by trying, not by reading permissions: access lists, mount options and container rules have a say too. */
export async function gatherLaunchFacts(options: {
  directory: string;
  dataDirectory: string;
  native: string;
  self: UserAndGroup;
}): Promise<LaunchFacts> {
  const { self, native, directory } = options;
  const dataOwner = await ownerOf(options.dataDirectory);
  const installedUsable = await completeBinaries(native);
  const nothing = { runnerReachesInstalled: false, runnerReachesDirectory: false, namespaceWorks: false, capabilityWorks: false };
  const facts = { self, dataOwner, installedUsable, ...nothing };
  if (self.uid !== 0) return facts;

  const runner = runnerOf(dataOwner);
  const asRunner = (file: string, args: string[]) => works(commandOf({ kind: 'as user', owner: runner }, file, args));
  const [reachesPostgres, reachesInitdb, runnerReachesDirectory, namespaceWorks, capabilityWorks] = await Promise.all([
    asRunner(postgresOf(native), ['--version']),
    asRunner(initdbOf(native), ['--version']),
    asRunner('sh', ['-c', '[ -x "$1" ]', 'sh', directory]),
    works(commandOf({ kind: 'namespace', owner: self }, 'true', [])),
    works(commandOf({ kind: 'as user with capability', owner: runner }, 'sh', ['-c', '[ -x "$1" ]', 'sh', directory])),
  ]);
  return { ...facts, runnerReachesInstalled: reachesPostgres && reachesInitdb, runnerReachesDirectory, namespaceWorks, capabilityWorks };
}
