/** One piece of work for a commit. Pieces of the same key are carried out one after another, in the order in which they came. */
interface Piece<Body> {
  key: string;
  body: Body;
  resolve: (answer: unknown) => void;
  reject: (error: unknown) => void;
}

/** What became of one piece in a group: its answer, or that it could not go with the others. */
export type Carried = { answer: unknown } | 'apart';

export interface CommitGroupsOptions<Body> {
  /**
   * Carries all out in one commit, no two of one key, and answers each in its place. Rejecting means that nothing of it stands, or that
   * nobody knows: then each is tried by itself.
   */
  together: (pieces: readonly { key: string; body: Body }[]) => Promise<readonly Carried[]>;
  alone: (key: string, body: Body) => Promise<unknown>;
  /** Groups under way at once. */
  mostAtOnce: number;
  /** While groups are under way the next one waits until as many pieces have come as are under way, or for so long. */
  patienceMs: number;
  mostInGroup: number;
}

export interface CommitGroups<Body> {
  /** Resolves with the answer of the body once the commit stands that has it. */
  add(key: string, body: Body): Promise<unknown>;
}

/**
 * Gathers what many want to commit in the same turn of the event loop, or while the groups before are under way, into one commit. A piece
 * that fails harms no other: its group is taken apart, and each is tried by itself.
 */
export function createCommitGroups<Body>(options: CommitGroupsOptions<Body>): CommitGroups<Body> {
  let waiting: Piece<Body>[] = [];
  const busy = new Set<string>();
  let underWay = 0;
  let piecesUnderWay = 0;
  let isPlanned = false;
  /** The group that was begun last. */
  let begunAt = 0;
  let patience: NodeJS.Timeout | undefined;

  const takeGroup = (): Piece<Body>[] => {
    const group: Piece<Body>[] = [];
    const left: Piece<Body>[] = [];
    // A key that waits for one before keeps its later pieces waiting too.
    const taken = new Set(busy);
    for (const piece of waiting) {
      if (group.length < options.mostInGroup && !taken.has(piece.key)) group.push(piece);
      else left.push(piece);
      taken.add(piece.key);
    }
    waiting = left;
    for (const { key } of group) busy.add(key);
    return group;
  };

  const settle = ({ key }: Piece<Body>, tell: () => void) => {
    busy.delete(key);
    tell();
    plan();
  };
  const goAlone = (piece: Piece<Body>) =>
    options.alone(piece.key, piece.body).then(
      (answer) => settle(piece, () => piece.resolve(answer)),
      (error: unknown) => settle(piece, () => piece.reject(error)),
    );

  const carryOut = async (group: Piece<Body>[]): Promise<void> => {
    let carried: readonly Carried[] | undefined;
    try {
      carried = await options.together(group);
    } catch {
      // Whose fault it was shows when each is tried by itself.
    }
    underWay -= 1;
    piecesUnderWay -= group.length;
    for (const [place, piece] of group.entries()) {
      const came = carried?.[place] ?? 'apart';
      if (came === 'apart') void goAlone(piece);
      else settle(piece, () => piece.resolve(came.answer));
    }
  };

  const mayBegin = () =>
    underWay === 0 ||
    (underWay < options.mostAtOnce && (waiting.length >= piecesUnderWay || performance.now() - begunAt >= options.patienceMs));
  const begin = () => {
    isPlanned = false;
    while (waiting.length > 0 && mayBegin()) {
      const group = takeGroup();
      if (group.length === 0) return;
      underWay += 1;
      piecesUnderWay += group.length;
      begunAt = performance.now();
      void carryOut(group);
    }
    if (waiting.length > 0 && underWay < options.mostAtOnce) patience ??= setTimeout(endPatience, options.patienceMs);
  };
  const endPatience = () => {
    patience = undefined;
    plan();
  };
  const plan = () => {
    if (isPlanned || waiting.length === 0) return;
    isPlanned = true;
    setImmediate(begin);
  };

  return {
    add: (key, body) =>
      new Promise((resolve, reject) => {
        waiting.push({ key, body, resolve, reject });
        plan();
      }),
  };
}
