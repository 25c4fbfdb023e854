import { isOutside } from '../agent/is-outside.ts';

/** What an agent asks to be allowed, as far as it can be known: agents fill in what they like. */
export interface AskedPermission {
  readonly toolCall: {
    readonly toolCallId?: string | undefined;
    readonly kind?: string | null | undefined;
    readonly title?: string | null | undefined;
    readonly locations?: readonly { readonly path: string }[] | null | undefined;
    readonly content?: readonly unknown[] | null | undefined;
    readonly rawInput?: unknown;
  };
  readonly options: readonly { readonly optionId: string; readonly kind: string }[];
}

export interface PermissionAnswer {
  /** Undefined if there is no option that says it. */
  readonly optionId: string | undefined;
  readonly isAllowed: boolean;
  /** Paths outside of the work that it was about. */
  readonly outside: readonly string[];
}

/** What only looks, or is a command: the sandbox says what can be seen and done by these, and agents look at programs and packages all the time. */
const harmless: ReadonlySet<string | null | undefined> = new Set(['read', 'search', 'execute', 'think']);

/**
 * Allows once what stays in the work or only looks, and rejects changes outside of it and the network. The sandbox is the wall; this is so that an agent
 * does not go on for an hour with what can come to nothing. `kind` is what the agent called the same call before, where it did.
 */
export function answerPermission(asked: AskedPermission, work: string, kind = asked.toolCall.kind): PermissionAnswer {
  const outside = harmless.has(kind) ? [] : pathsOf(asked.toolCall).filter((path) => isOutside(work, path));
  const isAllowed = outside.length === 0 && kind !== 'fetch' && asked.toolCall.title !== 'doom_loop';
  const wanted = isAllowed ? ['allow_once', 'allow_always'] : ['reject_once', 'reject_always'];
  const option = wanted.flatMap((each) => asked.options.find((one) => one.kind === each) ?? [])[0];
  return { optionId: option?.optionId, isAllowed, outside };
}

/** The files that a call is about: where it says so, what it shows as a difference, and what its input names. */
export function pathsOf({ content, locations, rawInput }: AskedPermission['toolCall']): string[] {
  const named = (value: unknown): string[] => {
    if (typeof value !== 'object' || value === null) return [];
    const { filePath, filepath, file_path: snake, path, relativePath } = value as Record<string, unknown>;
    return [path, filePath, filepath, snake, relativePath].filter((each): each is string => typeof each === 'string' && each !== '');
  };
  return [...new Set([...(locations ?? []).flatMap(named), ...(content ?? []).flatMap(named), ...named(rawInput)])];
}
