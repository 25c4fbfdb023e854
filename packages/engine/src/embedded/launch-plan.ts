export interface UserAndGroup {
  uid: number;
  gid: number;
}

/** `nobody` on every Linux; a uid with a passwd entry is needed, because initdb looks its own name up. */
export const nobody: UserAndGroup = { uid: 65_534, gid: 65_534 };

/** How PostgreSQL's programs get a user that is not root, and from where they are run. */
export interface LaunchWay {
  kind: 'direct' | 'as user' | 'namespace' | 'as user with capability';
  binaries: 'installed' | 'copied';
  /** Whom the data directory must belong to, seen from outside of any namespace. */
  owner: UserAndGroup;
}

export interface LaunchFacts {
  self: UserAndGroup;
  /** Whom an existing data directory belongs to. */
  dataOwner: UserAndGroup | undefined;
  /** The installed programs are complete and we may run them. */
  installedUsable: boolean;
  /** The user that root would hand over to reaches these paths without help. */
  runnerReachesInstalled: boolean;
  runnerReachesDirectory: boolean;
  namespaceWorks: boolean;
  capabilityWorks: boolean;
}

/** Whom root starts PostgreSQL as, since PostgreSQL refuses to run as root: the owner of the data, else `nobody`. */
export function runnerOf(dataOwner: UserAndGroup | undefined): UserAndGroup {
  return dataOwner && dataOwner.uid !== 0 ? dataOwner : nobody;
}

/** Every way that can work with these facts, best first. Empty: none can. */
export function planLaunch(facts: LaunchFacts): LaunchWay[] {
  const { self, dataOwner } = facts;
  const binaries = facts.installedUsable ? 'installed' : 'copied';
  if (self.uid !== 0) return dataOwner && dataOwner.uid !== self.uid ? [] : [{ kind: 'direct', binaries, owner: self }];

  const owner = runnerOf(dataOwner);
  const ways: LaunchWay[] = [];
  if (facts.installedUsable && facts.runnerReachesInstalled && facts.runnerReachesDirectory)
    ways.push({ kind: 'as user', binaries: 'installed', owner });
  // A namespace's files belong to root; somebody's own files stay theirs.
  if (facts.namespaceWorks && owner.uid === nobody.uid) {
    const way: LaunchWay = { kind: 'namespace', binaries, owner: self };
    if (dataOwner?.uid === 0) ways.unshift(way);
    else ways.push(way);
  }
  if (facts.runnerReachesDirectory) ways.push({ kind: 'as user', binaries: 'copied', owner });
  // Root in a container: /root is closed to others and the container runtime forbids namespaces.
  if (facts.capabilityWorks) ways.push({ kind: 'as user with capability', binaries, owner });
  return ways;
}

export interface Command {
  file: string;
  args: string[];
  uid?: number;
  gid?: number;
}

/** The command line that runs a program of PostgreSQL in this way. All of them end in `exec`, so the pid is the program's own. */
export function commandOf(way: Pick<LaunchWay, 'kind' | 'owner'>, file: string, args: readonly string[]): Command {
  const { uid, gid } = way.owner;
  const asNobody = [`--map-user=${nobody.uid}`, `--map-group=${nobody.gid}`];
  const asOwner = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  // PostgreSQL asks access(2) for its own program, which forgets capabilities of a user that is not root without this bit.
  const withCapability = ['--securebits=+no_setuid_fixup', '--inh-caps=-all,+dac_override', '--ambient-caps=-all,+dac_override'];
  const commands: Record<LaunchWay['kind'], Command> = {
    direct: { file, args: [...args] },
    'as user': { file, args: [...args], uid, gid },
    namespace: { file: 'unshare', args: ['-U', ...asNobody, '--', file, ...args] },
    'as user with capability': { file: 'setpriv', args: [...asOwner, ...withCapability, '--', file, ...args] },
  };
  return commands[way.kind];
}
