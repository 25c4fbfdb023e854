import { type Observation, describeHealth } from './health/service-health.ts';
import type { ServiceWatch } from './health/watch-service.ts';
import { PromptError } from './prompt-error.ts';
import type { ConstructedPrompt, FallBack, PromptConstructor } from './prompt-port.ts';

export interface FallingBackOptions {
  /** As in settings. */
  readonly name: string;
  /** In the order in which they are asked. */
  readonly steps: readonly { readonly constructor: PromptConstructor; readonly watch: ServiceWatch }[];
  /** Needs nothing and never fails: the fixed template. */
  readonly last: PromptConstructor;
  /** For one prompt, whoever makes it in the end. */
  readonly totalSeconds: number;
  readonly now: () => number;
}

/**
 * Asks one constructor after the other, those that are down not at all, and ends with one that always can. Who made the prompt, and why the ones before it did
 * not, stands in the result. It rejects only when it is aborted.
 */
export function createFallingBackConstructor({ last, name, now, steps, totalSeconds }: FallingBackOptions): PromptConstructor {
  return {
    name,
    label: [...steps.map(({ constructor }) => constructor.label), last.label].join(', else '),
    async construct(context, options) {
      const { signal } = options;
      signal.throwIfAborted();
      const late = AbortSignal.timeout(totalSeconds * 1000);
      const fellBackBecause: FallBack[] = [];
      for (const { constructor, watch } of steps) {
        const refuse = (code: string, why: string) => fellBackBecause.push({ constructor: constructor.label, code, why });
        if (late.aborted) {
          refuse('model_timed_out', `it was not asked, since ${totalSeconds} s had passed`);
          continue;
        }
        if (!watch.isWorthAsking) {
          refuse(watch.health.code ?? 'model_unreachable', describeHealth(watch.health, now()));
          continue;
        }
        try {
          const made = await constructor.construct(context, { ...options, signal: AbortSignal.any([signal, late]) });
          watch.note({ saw: 'good' });
          return { ...made, fellBackBecause };
        } catch (error) {
          signal.throwIfAborted();
          const failure = late.aborted
            ? new PromptError('model_timed_out', `${constructor.label} gave no advice within the ${totalSeconds} s of a prompt.`)
            : error;
          // A defect of ours is no reason to have no prompt, but it is told as what it is.
          if (!(failure instanceof PromptError)) refuse('unexpected', failure instanceof Error ? failure.message : String(failure));
          else {
            refuse(failure.code, failure.message);
            const seen = observationOfUse(failure);
            if (seen) watch.note(seen);
          }
        }
      }
      const made: ConstructedPrompt = await last.construct(context, options);
      return { ...made, fellBackBecause };
    },
  };
}

/** What a failed prompt says of its server; undefined if nothing. */
function observationOfUse({ code, message }: PromptError): Observation | undefined {
  const bad = (restartHelps: boolean): Observation => ({ saw: 'bad', why: message, code, certain: false, restartHelps });
  if (code === 'model_unreachable' || code === 'model_timed_out' || code === 'model_failed') return bad(true);
  if (code === 'model_missing' || code === 'model_refused') return bad(false);
  if (code === 'model_out_of_memory') return { saw: 'poor', why: message, code };
  // Busy, or it answered: its own queue or the task is to blame.
  return undefined;
}
