import { isOutside } from '../agent/is-outside.ts';
import { failure } from '../agent/outcome.ts';
import { codeOfStatus, providerFailure } from '../agent/provider-failure.ts';
import type { ExecutorFailure } from '../executor-port.ts';

export interface CodexVerdict {
  readonly failure: ExecutorFailure | null;
  readonly tokens: { readonly input: number; readonly output: number } | null;
  /** Its last words; null if it had none. */
  readonly said: string | null;
}

export type CodexEvent = Readonly<Record<string, unknown>>;

/** What became of a run, by the events that it printed. An exit code of 0 without an end is no good end. */
export function codexVerdict(events: readonly CodexEvent[], exitCode: number | null, printed: string): CodexVerdict {
  const items = events.filter(({ type }) => type === 'item.completed').flatMap(({ item }) => (isObject(item) ? [item] : []));
  const words = items.filter(({ type }) => type === 'agent_message').map(({ text }) => textOf(text));
  const end = events.findLast(({ type }) => type === 'turn.completed' || type === 'turn.failed');
  const usage = end && isObject(end['usage']) ? end['usage'] : undefined;
  const said = words.at(-1)?.trim() || null;
  return {
    failure: findFailure({ events, end, items, said, exitCode, printed }),
    tokens: usage ? { input: numberOf(usage['input_tokens']), output: numberOf(usage['output_tokens']) } : null,
    said,
  };
}

function findFailure(known: {
  events: readonly CodexEvent[];
  end: CodexEvent | undefined;
  items: readonly CodexEvent[];
  said: string | null;
  exitCode: number | null;
  printed: string;
}): ExecutorFailure | null {
  const { end, events, exitCode, items, printed, said } = known;
  if (exitCode === 127) return failure('executor_missing', 'there is no Codex in the sandbox', printed);
  const work = textOf(events.find(({ type }) => type === 'devteam.work')?.['path']);
  const outside = [...new Set(changedPaths(events))].filter((path) => isOutside(work, path));
  if (outside.length > 0)
    return failure(
      'executor_reached_outside',
      'its model edited files outside of the work, or in a folder of Git',
      outside.slice(0, 10).join('\n'),
    );
  if (end?.['type'] === 'turn.failed') return modelFailure(messageOf(end['error']) || lastError(events));
  if (!end)
    return failure(
      'executor_failed',
      `Codex ended with exit code ${exitCode ?? 'unknown'} before it was done`,
      lastError(events) || printed,
    );
  if (exitCode !== 0)
    return failure('executor_failed', `Codex ended with exit code ${exitCode ?? 'unknown'} after its last answer`, printed);
  const didSomething = items.some(({ type }) => type === 'command_execution' || type === 'file_change');
  if (said === null && !didSomething) return failure('executor_answer_unusable', 'the model answered with nothing', printed);
  return null;
}

/** As the events tell, also of edits that it only began. */
function changedPaths(events: readonly CodexEvent[]): string[] {
  return events.flatMap(({ item }) => {
    if (!isObject(item) || item['type'] !== 'file_change' || !Array.isArray(item['changes'])) return [];
    return item['changes'].flatMap((change: unknown) => (isObject(change) ? [textOf(change['path'])] : []));
  });
}

function modelFailure(said: string): ExecutorFailure {
  if (/max_output_tokens|incomplete response/i.test(said))
    return failure('executor_answer_unusable', 'the answer of the model was cut at the limit of its length', said);
  const status = Number(/(?:status|HTTP)\D{0,10}(\d{3})\b/i.exec(said)?.[1] ?? Number.NaN);
  if (Number.isNaN(status))
    return providerFailure(/context.?(length|window)|maximum context/i.test(said) ? 'context_too_long' : 'provider_down', undefined, said);
  return providerFailure(codeOfStatus(status, said), status, said);
}

const lastError = (events: readonly CodexEvent[]) => textOf(events.findLast(({ type }) => type === 'error')?.['message']);
const messageOf = (error: unknown) => (isObject(error) ? textOf(error['message']) : '');
const isObject = (value: unknown): value is CodexEvent => typeof value === 'object' && value !== null;
const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown) => (typeof value === 'number' ? value : 0);

/** An event as a person reads it in a log: one line each. */
export function codexLines(event: CodexEvent): string[] {
  const { item, type } = event;
  if (type === 'error') return [`error: ${textOf(event['message'])}`];
  if (type === 'turn.failed') return [`failed: ${messageOf(event['error'])}`];
  if (type !== 'item.completed' || !isObject(item)) return [];
  if (item['type'] === 'agent_message') return textOf(item['text']).split('\n');
  if (item['type'] === 'error') return [`note: ${textOf(item['message'])}`];
  if (item['type'] === 'command_execution') {
    const output = textOf(item['aggregated_output']).trimEnd();
    return [`$ ${textOf(item['command'])}`, ...(output === '' ? [] : output.split('\n')), `exit code ${numberOf(item['exit_code'])}`];
  }
  if (item['type'] === 'file_change') {
    const changes = Array.isArray(item['changes']) ? item['changes'] : [];
    return changes.flatMap((change: unknown) => (isObject(change) ? [`${textOf(change['kind'])} ${textOf(change['path'])}`] : []));
  }
  return [];
}
