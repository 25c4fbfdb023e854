import type { NodeFailure } from './node-failure.ts';

/**
 * What the interpreter asks for when it asks for an attempt. Plain JSON, so that the attempt may run in another process than the
 * interpreter: there, `runNode` needs nothing else of it.
 */
export interface NodeCall {
  readonly node: string;
  /** From 1. Together with `node` the identity of the attempt within one run; nothing else of the call is. */
  readonly attempt: number;
  /** The run's input, parsed. */
  readonly input: unknown;
  /** Outputs of the completed nodes that this one needs, by the names it knows them under; skipped ones are absent. */
  readonly needs: Readonly<Record<string, unknown>>;
  /** `inputHash({ input, needs })`: for the record and for caches. */
  readonly inputHash: string;
  /** How long the journal must wait, from the first time it hears of this attempt, before the body runs; 0 for a first attempt. */
  readonly delayMs: number;
}

/** How one attempt ended. Plain JSON. */
export type Outcome =
  /** Already parsed by the node's schema; the interpreter parses it again. */
  | { readonly status: 'completed'; readonly output: unknown }
  /** `retryable`: the failure does not speak against another attempt. Whether there is one is the interpreter's decision. */
  | { readonly status: 'failed'; readonly failure: NodeFailure; readonly retryable: boolean }
  | { readonly status: 'canceled' };

export interface EndedAttempt {
  readonly node: string;
  readonly attempt: number;
  readonly outcome: Outcome;
}

/**
 * The memory of one run, and the hands that run its nodes. `interpret` decides, the journal remembers and acts.
 *
 * One journal object serves one run of one workflow and one interpreter at a time. The interpreter calls it strictly one after another,
 * awaiting each call, with a single exception named at `cancel`. When any method rejects, `interpret` rejects with the same error and
 * asks nothing more: that is what a dying worker looks like, and the next interpreter begins again from the first call.
 *
 * **Replay.** A new interpreter knows nothing. It asks for everything again from the beginning, and the journal answers from its
 * record: an attempt that has ended does not run again, whatever happened to the process that ran it. Attempts are known by
 * `(node, attempt)`; the hash of the input is no part of it. What the interpreter makes of a run depends on the recorded outcomes only,
 * never on the order in which `next` hands them out, so a journal need not remember that order.
 *
 * What a journal owes for its record: an outcome that `next` has returned survives any crash. One that was computed but not recorded
 * is lost, and the attempt runs again: bodies must bear that (`idempotencyKey`), journals may not make it worse.
 */
export interface Journal {
  /**
   * Makes sure that this attempt is running (or waits for its turn) or has ended. Resolves once that is recorded, without waiting for
   * the attempt to end: the interpreter starts the next branch only then.
   *
   * Idempotent. An attempt that has ended stays ended. One that is running in a living process is not started a second time. One whose
   * process died runs again. One that was canceled before it began (see `cancel`) never runs.
   *
   * A lazy implementation that runs the body first and records afterwards pays twice after a crash between the two; one that records
   * only the end runs an attempt twice at once after a takeover; one that starts `delayMs` anew at each replay never ends under
   * repeated crashes.
   */
  start(call: NodeCall): Promise<void>;

  /**
   * Resolves to one ended attempt of `live` as soon as there is one. `live` is never empty, and every call in it was given to `start` or
   * `cancel` by this same interpreter. If several have ended, any of them. Never an attempt that is not in `live`: those were handed out.
   *
   * It must see the end of attempts that ran in other processes, and it must not be satisfied with having been told: after a takeover
   * the notice went to a process that is gone.
   */
  next(live: readonly NodeCall[]): Promise<EndedAttempt>;

  /**
   * Records that a node will not run because its branch was not taken. Idempotent by `node`; the first reason stays. Only for those who
   * look at the record: the interpreter finds it out again at each replay.
   */
  skip(node: string, reason: string): Promise<void>;

  /**
   * Asks that these attempts end soon, and resolves once that is recorded, without waiting for them to end: `next` then gives their
   * outcomes. Idempotent. For each call there are three cases:
   *
   * - it has ended: nothing changes, its outcome stays. A cancel that comes too late is no cancel.
   * - it is running: its signal is aborted. It ends as `canceled`, or as `completed` if it had done its work all the same.
   * - it was never started: it is recorded as ended with `canceled`, so that no later `start` runs it. The interpreter uses this after a
   *   failure for attempts that were due but should not begin. A journal without this case lets a replay run what the first pass refused.
   *
   * May be called while a `next` is pending (when the run's signal is aborted), and then that `next` must still resolve.
   */
  cancel(calls: readonly NodeCall[], reason: string): Promise<void>;
}
