/** What an attempt left: a fingerprint of its diff (null: it changed nothing) and the signature of how it failed. */
export interface AttemptTrace {
  readonly diff: string | null;
  readonly signature: string;
}

export type Progress = { readonly stuck: false } | { readonly stuck: true; readonly why: string };

const words = {
  nothing: 'two attempts in a row changed nothing',
  same: 'two attempts in a row made the same change and failed in the same way',
  circle: 'an attempt made a change that was made and failed in the same way before',
};

/**
 * Whether more attempts are likely to be more of the same. The same failure with another change is progress enough: the next may be
 * right. Asked before an attempt begins, so that the money of the next one is not spent.
 */
export function findProgress(traces: readonly AttemptTrace[]): Progress {
  const last = traces.at(-1);
  const before = traces.at(-2);
  if (!last || !before) return { stuck: false };
  const isSame = (other: AttemptTrace) => other.diff === last.diff && other.signature === last.signature;
  if (last.diff === null) return before.diff === null ? { stuck: true, why: words.nothing } : { stuck: false };
  if (isSame(before)) return { stuck: true, why: words.same };
  return traces.slice(0, -2).some(isSame) ? { stuck: true, why: words.circle } : { stuck: false };
}
