import type { LastFailure, PromptContext } from './prompt-port.ts';

export interface ShorterContext {
  readonly context: PromptContext;
  readonly leftOut: readonly string[];
}

const shortOutput = 4000;

/**
 * The same context with less and less in it, the least needed gone first: excerpts from the least relevant on, the last attempt's diff, conventions,
 * earlier results from the oldest on, and the beginning of the failed check's output. The first one is whole; task, criteria and checks stay in all.
 */
export function* shorterContexts(whole: PromptContext): Generator<ShorterContext, void> {
  let context = whole;
  const cuts = cutsOf(whole);
  yield { context, leftOut: [] };
  for (const [index, cut] of cuts.entries()) {
    context = cut.apply(context);
    yield { context, leftOut: cuts.slice(0, index + 1).map((one) => one.what) };
  }
}

interface Cut {
  readonly what: string;
  readonly apply: (context: PromptContext) => PromptContext;
}

function cutsOf({ files, lastFailure, project, earlierResults }: PromptContext): Cut[] {
  const withFailure = (change: Partial<LastFailure>) => (context: PromptContext) =>
    context.lastFailure ? { ...context, lastFailure: { ...context.lastFailure, ...change } } : context;

  const cuts: Cut[] = files
    .filter((file) => file.excerpt !== null)
    .toReversed()
    .map(({ path }) => ({
      what: `excerpt of ${path}`,
      apply: (context) => ({ ...context, files: context.files.map((file) => (file.path === path ? { ...file, excerpt: null } : file)) }),
    }));
  if (lastFailure !== null && lastFailure.diff !== null)
    cuts.push({ what: 'diff of the last attempt', apply: withFailure({ diff: null }) });
  for (const { source } of project.conventions.toReversed()) {
    cuts.push({
      what: `conventions in ${source}`,
      apply: (context) => ({ ...context, project: { ...context.project, conventions: context.project.conventions.slice(0, -1) } }),
    });
  }
  for (const { taskKey } of earlierResults) {
    cuts.push({ what: `result of ${taskKey}`, apply: (context) => ({ ...context, earlierResults: context.earlierResults.slice(1) }) });
  }
  if (lastFailure !== null && lastFailure.outputTail.length > shortOutput) {
    const what = `output of the failed check but its last ${shortOutput} characters`;
    cuts.push({ what, apply: withFailure({ outputTail: lastFailure.outputTail.slice(-shortOutput) }) });
  }
  return cuts;
}
