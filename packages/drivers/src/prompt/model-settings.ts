import { z } from 'zod';
import { PromptError } from './prompt-error.ts';

const address = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'must be an address that begins with http:// or https://',
  )
  .refine((text) => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === ''), 'must not hold a login')
  .transform((text) => text.replace(/\/+$/, ''));
const seconds = (usual: number) => z.number().positive().max(86_400).default(usual);

/** What may be said of the models that help with prompts. All has a default: Qwen3 8B on this machine's Ollama. */
export const ModelSettings = z.strictObject({
  /** Of Ollama, the first one first; the others are asked where it fails. */
  hosts: z.array(address).min(1).default(['http://127.0.0.1:11434']),
  model: z.string().min(1).default('qwen3:8b'),
  /** Of question and answer together. A larger one takes more memory on the host. */
  contextTokens: z.number().int().min(2048).max(1_000_000).default(8192),
  answerTokens: z.number().int().min(128).max(16_384).default(1024),
  temperature: z.number().min(0).max(2).default(0.1),
  topP: z.number().min(0).max(1).default(0.9),
  /** How long the model stays loaded when nothing asks it; -1 is for ever. */
  keepAliveSeconds: z.number().int().min(-1).default(-1),
  /** After an answer that is of no use. */
  repairs: z.number().int().min(0).max(5).default(2),
  /** How many answers one host makes at once: its OLLAMA_NUM_PARALLEL. */
  slots: z.number().int().min(1).max(64).default(1),
  mostWaitingPerCustomer: z.number().int().min(1).default(16),
  mostWaiting: z.number().int().min(1).default(128),
  /** For one prompt from one host, its turn included. */
  deadlineSeconds: seconds(150),
  /** For one prompt, whoever makes it in the end. */
  totalSeconds: seconds(240),
  firstWordSeconds: seconds(120),
  silenceSeconds: seconds(30),
  /** For what a host has to answer at once: whether it is there, and what it has. */
  lookSeconds: seconds(4),
  /** Whether a model that is missing on its host is downloaded by itself. */
  pullMissing: z.boolean().default(false),
  /** Asked where all hosts fail: any server that speaks OpenAI's chat completions. */
  fallback: z
    .strictObject({
      baseUrl: address,
      model: z.string().min(1),
      apiKey: z.string().nullable().default(null),
      contextTokens: z.number().int().min(2048).default(16_384),
    })
    .nullable()
    .default(null),
  /** Who restarts the first host when it is down or hangs. */
  restart: z
    .discriminatedUnion('by', [
      z.strictObject({ by: z.literal('nobody') }),
      z.strictObject({ by: z.literal('systemd'), unit: unitName(), isUser: z.boolean().default(false) }),
      z.strictObject({ by: z.literal('compose'), file: z.string().min(1), service: unitName() }),
      z.strictObject({ by: z.literal('container'), name: unitName() }),
      /** `['ollama', 'serve']`: kept as a child of this process. */
      z.strictObject({ by: z.literal('child'), command: z.array(z.string()).min(1) }),
    ])
    .default({ by: 'nobody' }),
});
export type ModelSettings = z.infer<typeof ModelSettings>;

/** What begins with a dash would be an option. */
function unitName() {
  return z.string().regex(/^[A-Za-z0-9@._:][A-Za-z0-9@._:\\-]*$/, 'must be a plain name');
}

/** Throws `prompt_settings_invalid`, naming each field that is wrong; what was given is not repeated, since it may be a key. */
export function readModelSettings(given: unknown): ModelSettings {
  const parsed = ModelSettings.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ message, path }) => `${path.join('.') || 'the settings'}: ${message}`);
  throw new PromptError('prompt_settings_invalid', `The settings of the prompt model cannot be used: ${problems.join('; ')}.`);
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The same from variables, each optional: OLLAMA_HOST and DEVTEAM_OLLAMA_HOSTS (more hosts, with commas between), DEVTEAM_PROMPT_MODEL,
 * DEVTEAM_PROMPT_CONTEXT, DEVTEAM_PROMPT_PULL=1, DEVTEAM_PROMPT_FALLBACK_URL, _MODEL and _KEY, and DEVTEAM_OLLAMA_RESTART, which is `systemd:UNIT`,
 * `systemd-user:UNIT`, `compose:FILE:SERVICE`, `container:NAME` or `child:COMMAND`.
 */
export function modelSettingsOf(env: Environment): ModelSettings {
  const given = (name: string) => env[name]?.trim() || undefined;
  const hosts = [given('OLLAMA_HOST'), ...(given('DEVTEAM_OLLAMA_HOSTS') ?? '').split(',')].flatMap((text) =>
    text?.trim() ? [ollamaAddress(text.trim())] : [],
  );
  const baseUrl = given('DEVTEAM_PROMPT_FALLBACK_URL');
  const contextTokens = given('DEVTEAM_PROMPT_CONTEXT');
  const restart = given('DEVTEAM_OLLAMA_RESTART');
  return readModelSettings({
    ...(hosts.length === 0 ? {} : { hosts: [...new Set(hosts)] }),
    model: given('DEVTEAM_PROMPT_MODEL'),
    contextTokens: contextTokens === undefined ? undefined : Number(contextTokens),
    pullMissing: given('DEVTEAM_PROMPT_PULL') === '1',
    ...(baseUrl === undefined
      ? {}
      : { fallback: { baseUrl, model: given('DEVTEAM_PROMPT_FALLBACK_MODEL'), apiKey: given('DEVTEAM_PROMPT_FALLBACK_KEY') ?? null } }),
    ...(restart === undefined ? {} : { restart: restartOf(restart) }),
  });
}

/** As Ollama itself reads it: a scheme or none, a port or its own, and `0.0.0.0` where it listens on all addresses. */
export function ollamaAddress(text: string): string {
  const [, scheme = 'http', rest = text] = /^(https?):\/\/(.*)$/.exec(text) ?? [];
  const usualPort = text.startsWith('https://') ? '443' : text.startsWith('http://') ? '80' : '11434';
  // An IPv6 address may stand there without brackets, and has no port then.
  const bracketed = /^[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*$/i.test(rest) ? `[${rest}]` : rest;
  const [, host, port, path] = /^(\[[^\]]*\]|[^:/]*)(?::(\d+))?(\/.*)?$/.exec(bracketed) ?? [];
  if (host === undefined) return text;
  const reachable = ['', '0.0.0.0', '[::]'].includes(host) ? '127.0.0.1' : host;
  return `${scheme}://${reachable}:${port ?? usualPort}${path ?? ''}`;
}

function restartOf(text: string): unknown {
  const [by = '', ...rest] = text.split(':');
  const value = rest.join(':');
  if (by === 'systemd') return { by, unit: value };
  if (by === 'systemd-user') return { by: 'systemd', unit: value, isUser: true };
  if (by === 'compose') return { by, file: rest.slice(0, -1).join(':'), service: rest.at(-1) };
  if (by === 'container') return { by, name: value };
  if (by === 'child') return { by, command: value.split(' ').filter((word) => word !== '') };
  return { by };
}
