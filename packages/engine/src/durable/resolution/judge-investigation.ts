import { type Failure, describeFailure } from '@devteam/api';
import type { RunResult } from '@devteam/workflow';
import { afterRound } from '../../decisions/after-round.ts';
import type { Hands } from '../hands.ts';
import type { HeldTask } from '../held-task.ts';
import type { ExecutedCode } from '../nodes/execute-code.ts';
import type { FinishedWork } from '../nodes/task-input.ts';
import { type RoundOutputs, roundResult } from '../round-result.ts';
import { retryAfterSecondsOf } from '../tell-breakers.ts';
import type { Investigated } from './investigate.ts';

/** What the nodes of an investigation gave, as far as it got. */
export interface ResolutionOutputs extends RoundOutputs {
  gatherError?: { route: string; why: string | null };
  investigate?: Investigated;
  fix?: FinishedWork & { code: ExecutedCode | null };
}

/** What a round of an investigation came to. */
export type Came =
  | { do: 'land'; fix: NonNullable<ResolutionOutputs['fix']> }
  | { do: 'landed'; commit: string }
  | { do: 'reland'; round: number }
  | { do: 'wait'; waits: number; afterSeconds: number; failure: Failure }
  | { do: 'give_back'; outcome: 'superseded' | 'canceled'; why: string }
  | { do: 'unresolved'; why: string; failure: Failure | null };

/** What follows a round of an investigation. */
export function judgeInvestigation(hands: Hands, { task }: HeldTask, result: RunResult, nodeFailure: Failure | null): Came {
  const outputs = result.outputs as ResolutionOutputs;
  if (result.status === 'completed' && outputs.fix) return { do: 'land', fix: outputs.fix };
  if (outputs.gatherError?.route === 'superseded')
    return { do: 'give_back', outcome: 'superseded', why: outputs.gatherError.why ?? 'the list has changed' };
  if (result.status === 'completed' && outputs.investigate) return { do: 'unresolved', why: outputs.investigate.conclusion, failure: null };
  const came = roundResult(result, nodeFailure);
  const retryAfterSeconds = retryAfterSecondsOf(nodeFailure);
  const standing = { ...task, maxAttempts: task.attempt, failed: [], maySolve: false };
  const after = afterRound(standing, came.end === 'failed' ? { ...came, retryAfterSeconds } : came, {
    jitter: Math.random(),
    backOff: hands.pace.backOff,
  });
  if (after.do === 'reland') return after;
  if (after.do === 'wait') return after;
  if (after.do === 'end' && after.outcome === 'landed' && outputs.push) return { do: 'landed', commit: outputs.push.commit };
  if (after.do === 'end' && (after.outcome === 'superseded' || after.outcome === 'canceled'))
    return { do: 'give_back', outcome: after.outcome, why: 'somebody else has changed one of the two tasks' };
  const failure = (after.do === 'end' ? after.failure : null) ?? describeFailure('unexpected');
  return { do: 'unresolved', why: `${failure.what.toLowerCase()}: ${failure.why}`, failure };
}
