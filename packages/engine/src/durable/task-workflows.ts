import { findErrorCode } from '@devteam/api';
import { type NodeFailure, type RetryPolicy, type Workflow, defineWorkflow } from '@devteam/workflow';
import { z } from 'zod';
import { mayPass as codeMayPass } from '../decisions/failure-classes/lasting-failures.ts';
import { ExecutedCode, executeCode } from './nodes/execute-code.ts';
import { GatheredContext, gatherContext } from './nodes/gather-context.ts';
import { madeByPrompt } from './nodes/made-by-prompt.ts';
import { Merged, MergedAgain, mergeAgain } from './nodes/merge.ts';
import type { NodeContext } from './nodes/node-context.ts';
import { PreparationInput, Prepared, prepareRepository } from './nodes/prepare-repository.ts';
import { Pushed, push } from './nodes/push.ts';
import { LandingInput, TaskInput } from './nodes/task-input.ts';
import { verifyLanding } from './nodes/verify-landing.ts';
import { Verified, verify } from './nodes/verify.ts';
import { resolution } from './resolution/resolution-workflow.ts';

/** Whether a failure may be gone by the next try. Whoever said when it is worth trying again is not asked sooner: then the task waits, not the node. */
export const mayPass = (failure: NodeFailure): boolean => failure.retryAt === undefined && codeMayPass(findErrorCode(failure));
const patient: RetryPolicy = { maxAttempts: 3, initialDelayMs: 1000, factor: 3, retryOn: mayPass };
const once: RetryPolicy = { maxAttempts: 2, initialDelayMs: 500, retryOn: mayPass };

const minutes = 60;

const ConstructedPrompt = z.object({
  prompt: z.string(),
  constructor: z.string(),
  /** What a model had to do with it. */
  model: z
    .object({ model: z.string(), host: z.string(), retries: z.number(), inputTokens: z.number(), outputTokens: z.number() })
    .nullable(),
  /** Who should have made it and could not, and why. */
  fellBackBecause: z.array(z.object({ constructor: z.string(), code: z.string(), why: z.string() })),
  template: z.object({ name: z.string(), version: z.string() }),
  hash: z.string(),
});
export type ConstructedPrompt = z.infer<typeof ConstructedPrompt>;

/**
 * One attempt at a task:
 *
 *   gatherContext ─work─► constructPrompt ─► codeExecution ─► verify ─► route ─passed─► merge ─► push
 *        └─superseded                                                     └─failed
 *
 * What follows a failed route or a push that found the branch elsewhere is decided between rounds (decisions/after-round.ts).
 */
export const codeChange = defineWorkflow<NodeContext>()({ name: 'code-change', version: 1, input: TaskInput }, (node) => {
  const gather = node.router('gatherContext', {
    routes: ['work', 'superseded'],
    output: GatheredContext,
    retry: patient,
    timeoutSeconds: 10 * minutes,
    run: ({ context, input, signal }) => gatherContext(input, context, signal),
  });
  const constructPrompt = node('constructPrompt', {
    needs: { gather: gather.when('work') },
    output: ConstructedPrompt,
    retry: once,
    timeoutSeconds: 5 * minutes,
    run: async ({ context, needs, signal }) => {
      if (!needs.gather.prompt) throw new Error('There is work to do and nothing is known about it');
      const made = await context.getPromptConstructor().construct(needs.gather.prompt, { signal, customer: context.project.customerId });
      for (const { constructor, why } of made.fellBackBecause) context.say(`${constructor} could not write the prompt: ${why}`, 'warn');
      const { model } = made;
      for (const dropped of made.leftOut) context.say(`left out of the prompt for its length: ${dropped}`);
      return {
        prompt: made.prompt,
        constructor: made.constructedBy,
        model: model && {
          model: model.model,
          host: model.host,
          retries: model.rejected.length,
          inputTokens: model.inputTokens,
          outputTokens: model.outputTokens,
        },
        fellBackBecause: [...made.fellBackBecause],
        template: { name: made.template.name, version: String(made.template.version) },
        hash: made.hash,
      };
    },
  });
  const codeExecution = node('codeExecution', {
    needs: { constructPrompt, gather: gather.when('work') },
    output: ExecutedCode,
    slot: true,
    retry: once,
    run: ({ context, input, needs, signal }) =>
      executeCode(
        input,
        {
          base: needs.gather.base,
          prompt: needs.constructPrompt.prompt,
          listPath: input.listPath,
          commands: needs.gather.prompt?.checks.map((check) => check.command) ?? [],
          criteria: needs.gather.prompt?.task.acceptanceCriteria ?? [],
          made: madeByPrompt(needs.constructPrompt, needs.constructPrompt.model),
        },
        context,
        signal,
      ),
  });
  const check = node('verify', {
    needs: { codeExecution, gather: gather.when('work') },
    output: Verified,
    slot: true,
    retry: once,
    run: ({ context, input, needs, signal }) =>
      verify(input, { ...needs.codeExecution, base: needs.gather.base, checks: needs.gather.checks }, context, signal),
  });
  const route = node.router('route', {
    routes: ['passed', 'failed'],
    needs: { check },
    run: ({ needs }) => ({ route: needs.check.passed ? ('passed' as const) : ('failed' as const) }),
  });
  const merge = node('merge', {
    needs: { check, route: route.when('passed') },
    output: Merged,
    // The branch stands where the work began, as far as we know: the verified commit lies on it already.
    run: ({ needs }) => ({ commit: needs.check.candidate, parent: needs.check.parent, verified: true, superseded: null }),
  });
  node('push', {
    needs: { merge },
    output: Pushed,
    retry: patient,
    timeoutSeconds: 10 * minutes,
    run: ({ context, input, needs, signal }) => push(input, needs.merge, context, signal),
  });
});

/** Once more on a branch that moved: merge, check what came out, push. */
export const landing = defineWorkflow<NodeContext>()({ name: 'landing', version: 1, input: LandingInput }, (node) => {
  const merge = node.router('merge', {
    routes: ['merged', 'superseded'],
    output: MergedAgain.extend({ route: z.enum(['merged', 'superseded']) }),
    retry: patient,
    timeoutSeconds: 10 * minutes,
    run: async ({ context, input, signal }) => {
      const merged = await mergeAgain(input, input.finished, context, signal);
      return { ...merged, route: merged.superseded === null ? ('merged' as const) : ('superseded' as const) };
    },
  });
  const verifyMerged = node('verifyMerged', {
    needs: { merge: merge.when('merged') },
    output: Verified,
    slot: true,
    retry: once,
    run: ({ context, input, needs, signal }) => verifyLanding(input, needs.merge, context, signal),
  });
  const route = node.router('route', {
    routes: ['passed', 'failed'],
    needs: { verifyMerged },
    run: ({ needs }) => ({ route: needs.verifyMerged.passed ? ('passed' as const) : ('failed' as const) }),
  });
  node('push', {
    needs: { verifyMerged, route: route.when('passed') },
    output: Pushed,
    retry: patient,
    timeoutSeconds: 10 * minutes,
    run: ({ context, input, needs, signal }) =>
      push(input, { commit: needs.verifyMerged.candidate, parent: needs.verifyMerged.parent }, context, signal),
  });
});

/** Before the first task: the repository is at hand and its list was read. */
export const preparation = defineWorkflow<NodeContext>()({ name: 'preparation', version: 1, input: PreparationInput }, (node) => {
  node('prepareRepository', {
    output: Prepared,
    retry: patient,
    timeoutSeconds: 30 * minutes,
    run: ({ context, input, signal }) => prepareRepository(input, context, signal),
  });
});

const isOf = (workflow: Workflow<NodeContext>, name: string): boolean => workflow.nodes.some((node) => node.name === name);

/** Which definition a node of the journal belongs to. */
export function workflowOfNode(node: { taskKey: string | null; round: number; name: string }): Workflow<NodeContext> {
  if (node.taskKey === null) return preparation;
  if (isOf(resolution, node.name)) return resolution;
  return node.round === 0 ? codeChange : landing;
}
