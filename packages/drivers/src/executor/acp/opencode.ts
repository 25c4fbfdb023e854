import { modelProtocol } from '../agent/model-protocol.ts';
import type { ExecutorModel } from '../executor-port.ts';
import type { AcpAgent } from './acp-agent.ts';

/**
 * OpenCode with the model of a run. It is told all of its settings here; files of the repository, of HOME and of other agents are not read. Undefined
 * if it does not speak the model's protocol.
 */
export function openCode(model: ExecutorModel): AcpAgent | undefined {
  const { name, protocol } = modelProtocol(model);
  if (protocol === 'ollama') return undefined;
  const provider =
    protocol === 'anthropic'
      ? { npm: '@ai-sdk/anthropic', baseURL: `${model.gatewayUrl}/anthropic/v1` }
      : { npm: '@ai-sdk/openai-compatible', baseURL: `${model.gatewayUrl}/openai/v1` };
  const configuration = {
    $schema: 'https://opencode.ai/config.json',
    autoupdate: false,
    share: 'disabled',
    snapshot: false,
    lsp: false,
    formatter: false,
    model: `devteam/${name}`,
    enabled_providers: ['devteam'],
    // Nobody reads the name of a conversation that ends with the attempt.
    agent: { title: { disable: true } },
    provider: {
      devteam: {
        npm: provider.npm,
        name: 'DevTeam',
        options: { baseURL: provider.baseURL, apiKey: '{env:DEVTEAM_MODEL_KEY}' },
        models: {
          [name]: {
            name,
            tool_call: true,
            limit: { context: 272_000, output: 128_000 },
            ...(model.effort && protocol === 'openai' ? { options: { reasoningEffort: model.effort } } : {}),
          },
        },
      },
    },
    // What is asked is asked of us, and what is not named would be.
    permission: {
      read: 'allow',
      edit: 'allow',
      bash: 'allow',
      glob: 'allow',
      grep: 'allow',
      list: 'allow',
      todowrite: 'allow',
      external_directory: 'ask',
      webfetch: 'deny',
      websearch: 'deny',
      task: 'deny',
      skill: 'deny',
      question: 'deny',
    },
  };
  return {
    title: 'OpenCode',
    command: ['opencode', 'acp'],
    // The variables below keep it from most of them, but not from plugins.
    setAside: ['.opencode', 'opencode.json', 'opencode.jsonc'],
    env: {
      DEVTEAM_MODEL_KEY: model.key,
      OPENCODE_CONFIG_CONTENT: JSON.stringify(configuration),
      OPENCODE_DISABLE_PROJECT_CONFIG: '1',
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      // Where a prompt is too long at once, it would shorten and ask for ever.
      OPENCODE_DISABLE_AUTOCOMPACT: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
      OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
      OPENCODE_DISABLE_EXTERNAL_SKILLS: '1',
      OPENCODE_DISABLE_CLAUDE_CODE: '1',
      OPENCODE_DISABLE_SHARE: '1',
      OPENCODE_DISABLE_TERMINAL_TITLE: '1',
      OPENCODE_PURE: '1',
    },
  };
}
