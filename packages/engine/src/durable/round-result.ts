import { type Failure, describeFailure } from '@devteam/api';
import type { RunResult } from '@devteam/workflow';
import type { RoundResult } from '../decisions/after-round.ts';
import type { ExecutedCode } from './nodes/execute-code.ts';
import type { ConstructedPrompt } from './task-workflows.ts';
import type { Pushed } from './nodes/push.ts';
import type { Verified } from './nodes/verify.ts';

/** The outputs that decide how a round came out; which are there depends on how far it got. */
export interface RoundOutputs {
  gatherContext?: { route: string; why: string | null; base: string };
  constructPrompt?: ConstructedPrompt;
  codeExecution?: ExecutedCode;
  verify?: Verified;
  verifyMerged?: Verified;
  merge?: { superseded: string | null };
  push?: Pushed;
}

/** What a round came to, of what its nodes left; `failure` is that of the node that failed. */
export function roundResult(result: RunResult, failure: Failure | null): RoundResult {
  const outputs = result.outputs as RoundOutputs;
  if (outputs.push?.outcome === 'landed') return { end: 'landed' };
  if (outputs.push?.outcome === 'moved') return { end: 'moved' };
  if (outputs.push?.outcome === 'on_branch')
    return { end: 'failed', failure: describeFailure('work_on_branch', { place: outputs.push.branch ?? '' }) };
  if (result.status === 'failed') return { end: 'failed', failure: failure ?? describeFailure('unexpected') };
  if (result.status === 'canceled') return { end: 'canceled' };
  if (outputs.gatherContext?.route === 'superseded' || outputs.merge?.superseded || outputs.verify?.superseded)
    return { end: 'superseded' };
  const verified = outputs.verifyMerged ?? outputs.verify;
  return {
    end: 'failed',
    failure: verified?.failure ?? describeFailure('unexpected', { why: 'the workflow ended without a result' }),
  };
}
