import { safePrompt } from '../agent/safe-prompt.ts';
import type { ExecutorModel } from '../executor-port.ts';

/** A run of Codex as data: what has to lie in its own folder below HOME, and how it is started. */
export interface CodexCommand {
  readonly files: Readonly<Record<string, string>>;
  /** For `sh -c`, in the folder of the work. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  /** As a person would type it, without the key: for the log. */
  readonly shown: string;
}

export interface CodexGiven {
  readonly prompt: string;
  readonly model: ExecutorModel;
  /** Its own folder, relative to HOME. */
  readonly folder: string;
  /** As seen inside; null to look on the PATH there. */
  readonly program: string | null;
}

/** What it could do besides, and has no use for in here: some would reach for the network, some would let the repository add tools. */
const disabled = [
  'apps',
  'browser_use',
  'computer_use',
  'goals',
  'hooks',
  'image_generation',
  'multi_agent',
  'plugins',
  'remote_plugin',
  'shell_snapshot',
  'skill_mcp_dependency_install',
];

export function codexCommand({ folder, model, program, prompt }: CodexGiven): CodexCommand {
  const settings = {
    model_provider: 'devteam',
    'model_providers.devteam.name': 'devteam',
    'model_providers.devteam.base_url': `${model.gatewayUrl}/openai/v1`,
    'model_providers.devteam.env_key': 'DEVTEAM_MODEL_KEY',
    'model_providers.devteam.wire_api': 'responses',
    'model_providers.devteam.request_max_retries': 3,
    'model_providers.devteam.stream_max_retries': 2,
    ...(model.effort ? { model_reasoning_effort: model.effort } : {}),
    approval_policy: 'never',
    // Files of the repository that would tell it what to do; what the project wants of its style is in the prompt.
    project_doc_max_bytes: 0,
    'skills.include_instructions': false,
    web_search: 'disabled',
    'analytics.enabled': false,
    'history.persistence': 'none',
    check_for_update_on_startup: false,
    // What it runs for its model has no use for the key.
    'shell_environment_policy.exclude': ['DEVTEAM_*'],
  };
  const options = [
    'exec',
    '--json',
    '--ephemeral',
    '--ignore-user-config',
    '--ignore-rules',
    '--skip-git-repo-check',
    // Its own walls need rights that a sandbox takes away; ours are around all of it.
    '--sandbox=danger-full-access',
    `--model=${model.name}`,
    ...disabled.map((feature) => `--disable=${feature}`),
    // JSON is TOML in a value.
    ...Object.entries(settings).map(([name, value]) => `--config=${name}=${JSON.stringify(value)}`),
    '-',
  ];
  return {
    files: { 'prompt.md': safePrompt(prompt, ['Nobody can answer a question. Do not use Git.']) },
    script: startScript(options),
    env: { DEVTEAM_FOLDER: folder, DEVTEAM_PROGRAM: program ?? '', DEVTEAM_MODEL_KEY: model.key },
    shown: ['codex', ...options].join(' '),
  };
}

const startScript = (options: readonly string[]) => `
program="$DEVTEAM_PROGRAM"
if [ ! -x "$program" ]; then
  program="$(command -v codex)" || { echo 'there is no codex on the PATH of the sandbox' >&2; exit 127; }
fi
export CODEX_HOME="$HOME/$DEVTEAM_FOLDER"
printf '{"type":"devteam.work","path":"%s"}\\n' "$(pwd -P)"
exec "$program" ${options.map(quoted).join(' ')} <"$CODEX_HOME/prompt.md"
`;

const quoted = (word: string) => (/^[\w./@:=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`);
