export interface PushedRef {
  /** `up_to_date`, `accepted`, or `rejected` with git's reason, such as `stale info` or `pre-receive hook declined`. */
  status: 'up_to_date' | 'accepted' | 'rejected';
  reason: string;
  /** The remote itself refused, not our git on the remote's behalf. */
  byRemote: boolean;
}

/** Reads the line of `push --porcelain`: flag, `from:to`, summary, with tabs between. */
export function parsePush(text: string): PushedRef | undefined {
  for (const line of text.split('\n')) {
    const [flag = '', refs = '', summary = ''] = line.split('\t');
    if (flag.length !== 1 || !refs.includes(':')) continue;
    if (flag === '=') return { status: 'up_to_date', reason: '', byRemote: false };
    if (flag !== '!') return { status: 'accepted', reason: '', byRemote: false };
    const reason = /\((.*)\)\s*$/.exec(summary)?.[1] ?? summary;
    return { status: 'rejected', reason, byRemote: summary.startsWith('[remote') };
  }
  return undefined;
}
