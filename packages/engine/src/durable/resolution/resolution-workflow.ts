import { MadeBy, describeFailure } from '@devteam/api';
import type { PromptContext } from '@devteam/drivers/prompt';
import { defineWorkflow } from '@devteam/workflow';
import { z } from 'zod';
import { ExecutedCode, executeCode } from '../nodes/execute-code.ts';
import { gatherContext } from '../nodes/gather-context.ts';
import { madeByPrompt, shareOf } from '../nodes/made-by-prompt.ts';
import type { NodeContext } from '../nodes/node-context.ts';
import { PlannedCheck } from '../nodes/planned-check.ts';
import { FinishedWork } from '../nodes/task-input.ts';
import { Investigated, investigate } from './investigate.ts';
import { ResolutionInput } from './resolution-input.ts';

const minutes = 60;

const nothingMade: MadeBy = { prompt: null, models: [] };

/** Causes for which there is nothing to change: the work is verified once more as it is. */
const innocent: ReadonlySet<string> = new Set(['flaky', 'host', 'remote']);

/**
 * One investigation of one error, on the work that failed:
 *
 *   gatherError ─open─► investigate ─► verdict ─go─► constructFix ─► fix
 *        └─superseded                     └─unresolved
 *
 * What `fix` leaves is merged, verified and pushed by `landing`, as any work.
 */
export const resolution = defineWorkflow<NodeContext>()({ name: 'error-resolution', version: 1, input: ResolutionInput }, (node) => {
  const gather = node.router('gatherError', {
    routes: ['open', 'superseded'],
    output: z.object({
      route: z.enum(['open', 'superseded']),
      why: z.string().nullable(),
      tip: z.string(),
      checks: z.array(PlannedCheck).nullable(),
      prompt: z.custom<PromptContext>((value) => typeof value === 'object').nullable(),
    }),
    timeoutSeconds: 10 * minutes,
    run: async ({ context, input, signal }) => {
      const own = await gatherContext({ ...input, lastFailure: null }, context, signal);
      const failed = await gatherContext({ ...input, ...input.original, lastFailure: null }, context, signal);
      const why = own.why ?? failed.why;
      return {
        route: why === null ? ('open' as const) : ('superseded' as const),
        why,
        tip: failed.base,
        checks: failed.checks,
        prompt: failed.prompt,
      };
    },
  });
  const investigation = node('investigate', {
    needs: { gather: gather.when('open') },
    output: Investigated,
    slot: true,
    run: ({ context, input, needs, signal }) => {
      const base = input.work?.base ?? needs.gather.tip;
      const { checks, tip } = needs.gather;
      return investigate(input, { base, work: input.work?.commit ?? base, tip, listPath: input.listPath, checks }, context, signal);
    },
  });
  const verdict = node.router('verdict', {
    routes: ['go', 'unresolved'],
    needs: { investigation },
    run: ({ needs }) => ({ route: needs.investigation.cause === null ? ('unresolved' as const) : ('go' as const) }),
  });
  const constructFix = node('constructFix', {
    needs: { investigation, gather: gather.when('open'), verdict: verdict.when('go') },
    output: z.object({ prompt: z.string().nullable(), made: MadeBy }),
    timeoutSeconds: 5 * minutes,
    run: async ({ context, input, needs, signal }) => {
      const { cause } = needs.investigation;
      if (cause !== null && innocent.has(cause)) return { prompt: null, made: nothingMade };
      if (!needs.gather.prompt) throw new Error('There is an error to mend and nothing is known about its task');
      const told = evidencePrompt(needs.gather.prompt, input, needs.investigation);
      const made = await context.getPromptConstructor().construct(told, { signal, customer: context.project.customerId });
      return { prompt: made.prompt, made: madeByPrompt(made, made.model && shareOf(made.model)) };
    },
  });
  node('fix', {
    needs: { constructFix, gather: gather.when('open') },
    output: FinishedWork.extend({ code: ExecutedCode.nullable() }),
    slot: true,
    run: async ({ context, input, needs, signal }) => {
      const { tip } = needs.gather;
      const { prompt } = needs.constructFix;
      const base = input.work?.base ?? tip;
      if (prompt === null && input.work)
        return {
          base,
          work: input.work.commit,
          summary: 'The work is as it was: the error was not its fault.',
          code: null,
          ...(input.work.made ? { made: input.work.made } : {}),
        };
      // A conflict is solved where it is: the work is done anew on the branch as it is now.
      const isConflict = input.failure.code === 'merge_conflict';
      const from = isConflict ? tip : (input.work?.commit ?? tip);
      const work = {
        base: from,
        prompt: prompt ?? '',
        listPath: input.listPath,
        commands: (needs.gather.checks ?? []).map(({ command }) => command),
        criteria: needs.gather.prompt?.task.acceptanceCriteria ?? [],
        made: needs.constructFix.made,
      };
      const code = await executeCode(input, work, context, signal);
      // The fix stands on the work that failed, and its receipt names the models of both.
      const models = [...((isConflict ? null : input.work?.made)?.models ?? []), ...code.made.models];
      return { base: isConflict ? tip : base, work: code.work, summary: code.summary, code, made: { ...code.made, models } };
    },
  });
});

/** The prompt of the original task, told what was found. What tools printed stays evidence, in its fence. */
function evidencePrompt(prompt: PromptContext, { changedFiles, failure, number }: ResolutionInput, found: Investigated): PromptContext {
  const lines = new Map(found.log.map((line) => [line.hash, line]));
  const cause = found.hypotheses.find(({ id }) => id === found.cause);
  const quoted = (cause?.quotes ?? []).flatMap((hash) => lines.get(hash)?.text ?? []);
  const eliminated = found.hypotheses.filter(({ verdict }) => verdict === 'eliminated').map(({ statement }) => `not so: ${statement}`);
  const conflict = failure.code === 'merge_conflict' ? 'Make the change anew on these files, and keep what others have changed. ' : '';
  return {
    ...prompt,
    attempt: number + 1,
    maxAttempts: number + 1,
    lastFailure: {
      attempt: number,
      check: failure.place,
      exitCode: null,
      why: `${conflict}An investigation found: ${found.conclusion} (${cause?.why ?? describeFailure('check_failed').what})`,
      outputTail: [...quoted, ...eliminated, failure.evidence ?? failure.why].join('\n'),
      changedFiles,
      diff: null,
    },
  };
}
