import { readFileSync } from 'node:fs';
import { modelProtocol } from '../agent/model-protocol.ts';
import { pinnedAgents } from '../agent/pinned-agents.ts';
import { safePrompt } from '../agent/safe-prompt.ts';
import type { ExecutorModel } from '../executor-port.ts';

const launcher = readFileSync(new URL('aider-launcher.py', import.meta.url), 'utf8');

/** A run of Aider as data: what has to lie in its own folder below HOME, and how it is started. */
export interface AiderCommand {
  readonly files: Readonly<Record<string, string>>;
  /** For `sh -c`, in the folder of the work. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  /** As a person would type it, without the key: for the log. */
  readonly shown: string;
}

export interface AiderGiven {
  readonly prompt: string;
  readonly model: ExecutorModel;
  /** Its own folder, relative to HOME. */
  readonly folder: string;
  /** The Python that Aider is installed for, as seen inside; null to look on the PATH there. */
  readonly python: string | null;
  /** How the model is to write its edits; `diff` unless told. */
  readonly editFormat?: 'diff' | 'whole' | undefined;
  /** The longest wait for one answer of the model. */
  readonly answerSeconds: number;
}

const advice = [
  'You cannot run programs: answer with edits only, in the format that was described to you; they are checked afterwards.',
  'Nobody can answer a question.',
];

export function aiderCommand(given: AiderGiven): AiderCommand {
  const { folder, model } = given;
  const { name, protocol } = modelProtocol(model);
  const aiderName = `${{ openai: 'openai', anthropic: 'anthropic', ollama: 'ollama_chat' }[protocol]}/${name}`;
  const options = [
    ...['--model', '--weak-model'].flatMap((option) => [option, aiderName]),
    ...(model.effort && protocol === 'openai' ? ['--reasoning-effort', model.effort] : []),
    `--edit-format=${given.editFormat ?? 'diff'}`,
    `--timeout=${given.answerSeconds}`,
    ...fixedOptions,
  ];
  return {
    files: {
      'launcher.py': launcher,
      'prompt.md': safePrompt(given.prompt, advice),
      'aider.conf.yml': '{}\n',
      'aider.env': '',
      // JSON is YAML too.
      'model.settings.yml': `${JSON.stringify([settingsOf(aiderName)])}\n`,
      'model.metadata.json': `${JSON.stringify({ [aiderName]: metadataOf(protocol) })}\n`,
    },
    script: startScript(options),
    env: {
      DEVTEAM_FOLDER: folder,
      DEVTEAM_PYTHON: given.python ?? '',
      DEVTEAM_VERSION: pinnedAgents.aider.version,
      ...keysFor(protocol, model),
      LITELLM_LOCAL_MODEL_COST_MAP: 'True',
      LITELLM_MODE: 'PRODUCTION',
      PYTHONUNBUFFERED: '1',
      PYTHONDONTWRITEBYTECODE: '1',
      BROWSER: 'true',
    },
    shown: ['aider', ...options].join(' '),
  };
}

const fixedOptions = [
  '--message-file=prompt.md',
  // In its own folder, which holds nothing that is not ours.
  '--config=aider.conf.yml',
  '--env-file=aider.env',
  '--model-settings-file=model.settings.yml',
  '--model-metadata-file=model.metadata.json',
  '--analytics-disable',
  '--analytics-log=events.jsonl',
  '--input-history-file=/dev/null',
  '--chat-history-file=chat.md',
  // Nobody is there to answer, and nothing may be waited for.
  '--yes-always',
  '--no-stream',
  '--no-pretty',
  '--no-fancy-input',
  '--no-check-update',
  '--no-show-release-notes',
  '--no-show-model-warnings',
  // It edits, and does nothing else.
  '--no-git',
  '--map-tokens=0',
  '--no-detect-urls',
  '--disable-playwright',
  '--no-suggest-shell-commands',
  '--no-auto-lint',
  '--no-auto-test',
  // One prompt is no chat: what is longer would be summarized in a thread, by a request that comes when all is done.
  '--max-chat-history-tokens=1000000000',
];

/** Its own HOME is its current folder too, where it looks for settings; standard input is nothing, so that no question can wait. */
const startScript = (options: readonly string[]) => `
DEVTEAM_WORK="$(pwd -P)"
export DEVTEAM_WORK
cd "$HOME/$DEVTEAM_FOLDER" || exit 126
export HOME="$PWD" DEVTEAM_EVENTS="$PWD/events.jsonl"
python="$DEVTEAM_PYTHON"
if [ ! -x "$python" ]; then
  found="$(command -v aider)" || { echo 'there is no aider on the PATH of the sandbox' >&2; exit 127; }
  python="$(sed -n '1s/^#! *//p' "$found")"
  [ -x "$python" ] || { echo "$found does not tell its Python" >&2; exit 127; }
fi
unset DEVTEAM_PYTHON DEVTEAM_FOLDER
exec "$python" -I launcher.py ${options.map(quoted).join(' ')} </dev/null
`;

const quoted = (word: string) => (/^[\w./@:=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`);

function settingsOf(name: string) {
  return {
    name,
    edit_format: 'diff',
    weak_model_name: name,
    use_repo_map: false,
    use_temperature: false,
    accepts_settings: ['reasoning_effort'],
    // One try is one request: without it every try is three.
    extra_params: { max_retries: 0 },
  };
}

/** What it does not know of a model it would ask the internet for. No prices: the gateway counts. */
function metadataOf(protocol: 'openai' | 'anthropic' | 'ollama') {
  const provider = { openai: 'openai', anthropic: 'anthropic', ollama: 'ollama_chat' }[protocol];
  return {
    max_input_tokens: 272_000,
    max_output_tokens: 128_000,
    max_tokens: 128_000,
    input_cost_per_token: 0,
    output_cost_per_token: 0,
    litellm_provider: provider,
    mode: 'chat',
  };
}

function keysFor(protocol: 'openai' | 'anthropic' | 'ollama', { gatewayUrl, key }: ExecutorModel): Record<string, string> {
  if (protocol === 'anthropic')
    return { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: `${gatewayUrl}/anthropic`, ANTHROPIC_API_BASE: `${gatewayUrl}/anthropic` };
  if (protocol === 'ollama') return { OLLAMA_API_KEY: key, OLLAMA_API_BASE: `${gatewayUrl}/ollama` };
  // Of the two names the first wins in litellm, and only the second is known to Aider.
  return { OPENAI_API_KEY: key, OPENAI_BASE_URL: `${gatewayUrl}/openai/v1`, OPENAI_API_BASE: `${gatewayUrl}/openai/v1` };
}
