import type { Failure } from '@devteam/api';

/** Words of hosts and hooks about who may push and how, whatever is pushed. */
const closed =
  /protected branch|branch is protected|is protected\b|GH006|GH013|(?:pull|merge) request|not allowed to push|permission|not permitted|read[- ]only|archived|frozen|freeze|locked/i;

/** Whether the remote refused because nothing of ours may come this way, so that no change of the work would help. */
export const isClosedBranch = ({ code, evidence, why }: Pick<Failure, 'code' | 'evidence' | 'why'>): boolean =>
  code === 'push_refused' && closed.test(`${why}\n${evidence ?? ''}`);
