import type { ModelUpstream } from '@devteam/drivers/gateway';

/** Where a model is reached, by the name that a project uses; undefined: this installation has no way to it. */
export type ModelSource = (name: string) => ModelUpstream | undefined;

type Environment = Readonly<Record<string, string | undefined>>;

const openAiAddress = 'https://api.openai.com/v1';
const anthropicAddress = 'https://api.anthropic.com';
const ollamaAddress = 'http://127.0.0.1:11434';

/**
 * By the variables that people have set anyway: OPENAI_API_KEY, ANTHROPIC_API_KEY, OLLAMA_HOST, and the two addresses that end with BASE_URL.
 * DEVTEAM_MODEL_URL is any server that speaks OpenAI's protocol, with DEVTEAM_MODEL_KEY if it wants a key; it then answers for every model
 * that names no other provider.
 */
export function modelSourceOf(env: Environment): ModelSource {
  const given = (name: string) => env[name]?.trim() || undefined;
  const openAi = (): ModelUpstream | undefined => {
    const own = given('DEVTEAM_MODEL_URL');
    const ownKey = given('DEVTEAM_MODEL_KEY');
    if (own !== undefined) return { protocol: 'openai', baseUrl: withoutSlash(own), key: ownKey === undefined ? null : () => ownKey };
    const key = given('OPENAI_API_KEY');
    if (key === undefined) return undefined;
    return { protocol: 'openai', baseUrl: withoutSlash(given('OPENAI_BASE_URL') ?? openAiAddress), key: () => key };
  };
  return (name) => {
    const [, provider, bare = name] = /^(openai|anthropic|ollama)\/(.+)$/.exec(name) ?? [];
    if (provider === 'ollama') {
      const host = given('OLLAMA_HOST') ?? ollamaAddress;
      return { protocol: 'ollama', baseUrl: withoutSlash(/^https?:/.test(host) ? host : `http://${host}`), key: null, name: bare };
    }
    if (provider === 'anthropic') {
      const key = given('ANTHROPIC_API_KEY');
      const baseUrl = withoutSlash(given('ANTHROPIC_BASE_URL') ?? anthropicAddress);
      return key === undefined ? undefined : { protocol: 'anthropic', baseUrl, key: () => key, name: bare };
    }
    const upstream = openAi();
    return upstream && { ...upstream, name: bare };
  };
}

const withoutSlash = (address: string): string => address.replace(/\/+$/, '');
