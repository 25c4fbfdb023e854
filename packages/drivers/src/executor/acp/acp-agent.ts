import { modelProtocol } from '../agent/model-protocol.ts';
import type { ExecutorModel } from '../executor-port.ts';
import { agentFiles } from './set-aside.ts';

/** How an agent that speaks the protocol is started: by a setting, or one that is known here. */
export interface AcpAgent {
  /** For people. */
  readonly title: string;
  /** A program and its arguments, to be looked for on the PATH of the sandbox. */
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** What of the repository it must not find: names in the top folder. */
  readonly setAside: readonly string[];
}

/** The model as most agents take it, whatever else they are told. */
export function modelEnvironment(model: ExecutorModel): Record<string, string> {
  const { name, protocol } = modelProtocol(model);
  const { gatewayUrl, key } = model;
  const own = { DEVTEAM_MODEL: name, DEVTEAM_MODEL_KEY: key, DEVTEAM_MODEL_EFFORT: model.effort ?? '' };
  if (protocol === 'anthropic')
    return { ...own, ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: `${gatewayUrl}/anthropic`, ANTHROPIC_MODEL: name };
  if (protocol === 'ollama') return { ...own, OLLAMA_API_KEY: key, OLLAMA_HOST: `${gatewayUrl}/ollama` };
  return { ...own, OPENAI_API_KEY: key, OPENAI_BASE_URL: `${gatewayUrl}/openai/v1`, OPENAI_MODEL: name };
}

/**
 * From the settings `acpCommand` (a list; `{model}` in a word becomes its name) and `acpEnvironment`, or what is wrong with them; undefined if the
 * project names no agent of its own.
 */
export function agentOfSettings(
  settings: Readonly<Record<string, unknown>>,
  model: ExecutorModel,
): AcpAgent | { readonly problem: string } | undefined {
  const { acpCommand: command, acpEnvironment: environment = {} } = settings;
  if (command === undefined) return undefined;
  const words = isTexts(command) ? command.map((word) => word.replaceAll('{model}', modelProtocol(model).name)) : [];
  const [program, ...args] = words;
  if (program === undefined || program === '')
    return { problem: `the setting acpCommand must be a list of a program and its arguments, not ${JSON.stringify(command)}` };
  if (typeof environment !== 'object' || environment === null || !isTexts(Object.values(environment)))
    return { problem: `the setting acpEnvironment must be an object of texts, not ${JSON.stringify(environment)}` };
  return {
    title: program,
    command: [program, ...args],
    env: { ...(environment as Record<string, string>), ...modelEnvironment(model) },
    setAside: agentFiles,
  };
}

const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((each) => typeof each === 'string');
