import type { ErrorCode } from '@devteam/api';

export const troubleNames = ['repository', 'sandbox', 'live', 'list', 'agent', 'model'] as const;
export type TroubleName = (typeof troubleNames)[number];

/** What a page of them looks up by itself, so that its reader need not. */
export type TroubleEvidence = 'executors' | 'sandboxes' | 'services' | 'link';

export interface TroubleStep {
  /** What to look at, as a sentence. */
  look: string;
  /** What shows it in a terminal on the server's machine. */
  command?: string;
}

export interface TroublePage {
  title: string;
  /** How one meets it. */
  sign: string;
  /** What goes on meanwhile, and what does not. */
  meanwhile: string;
  evidence: TroubleEvidence | null;
  steps: readonly TroubleStep[];
  codes: readonly (ErrorCode | 'server_unreachable')[];
}

export const troublePages: Record<TroubleName, TroublePage> = {
  repository: {
    title: 'The repository cannot be reached',
    sign: 'A clone, a fetch or a push is refused, or nobody answers.',
    meanwhile: 'Work that was done is kept in the local copy; nothing is pushed twice. Other projects go on.',
    evidence: null,
    steps: [
      {
        look: 'Whether the address answers to Git on the machine of the server, with the login that it has.',
        command: 'git ls-remote <repository>',
      },
      { look: 'Whether the host of the address is known there, where it is asked over ssh.', command: 'ssh -T git@<host>' },
      {
        look: 'Whether the branch is there and may be pushed to; protected branches refuse even owners.',
        command: 'git ls-remote --heads <repository>',
      },
      { look: 'Whether Git is installed, and new enough.', command: 'devteam doctor' },
      {
        look: 'Whether the address is still the right one; adding the same customer and name again changes it.',
        command: 'devteam projects add <repository> --customer <id> --name <name>',
      },
    ],
    codes: [
      'repository_unreachable',
      'repository_auth_required',
      'repository_permission_denied',
      'repository_not_found',
      'repository_empty',
      'repository_damaged',
      'repository_url_refused',
      'repository_too_large',
      'repository_rate_limited',
      'repository_timed_out',
      'branch_not_found',
      'push_contended',
      'git_missing',
      'git_too_old',
    ],
  },
  sandbox: {
    title: 'The sandbox does not work',
    sign: 'A container does not start, ends while something runs in it, or does not hold what it has to.',
    meanwhile: 'A step whose sandbox was lost runs again in another one and uses up no attempt.',
    evidence: 'sandboxes',
    steps: [
      { look: 'Which sandboxes work on the machine of the worker, and what each of them holds.', command: 'devteam doctor' },
      { look: 'Whether the container engine runs and its socket may be used.', command: 'docker info' },
      { look: 'Whether there is room left: a full disk ends containers.', command: 'df -h' },
      { look: 'Whether the machine ran out of memory and ended something.', command: 'dmesg | grep -i "out of memory"' },
      { look: 'Whether the image of the project is on that machine.', command: 'docker image ls' },
    ],
    codes: [
      'sandbox_unavailable',
      'sandbox_lost',
      'sandbox_unknown',
      'sandbox_too_weak',
      'image_unusable',
      'disk_full',
      'check_could_not_run',
    ],
  },
  live: {
    title: 'The page does not move',
    sign: 'The chip in the bar says Reconnecting or Offline, or numbers stand still.',
    meanwhile: 'Work goes on at the server: this page only shows it. When the line is back it catches up by itself, without a gap.',
    evidence: 'link',
    steps: [
      { look: 'Whether the server runs.', command: 'devteam status' },
      { look: 'Whether it answers from the machine of this browser.', command: 'curl -i <address>/healthz' },
      {
        look: 'Whether something between here and the server lets WebSockets through: a proxy has to pass on `Upgrade` and `Connection` for `/ws/devteam`.',
      },
      { look: 'Whether the name in the address bar is one that the server knows; behind a proxy it has to be told its public name.' },
      { look: 'Whether you are still signed in: open the link that the server prints at its start.', command: 'devteam up --no-open' },
    ],
    codes: ['server_unreachable', 'ticket_refused', 'origin_refused', 'unauthorized', 'database_unreachable', 'too_many_requests'],
  },
  list: {
    title: 'The task list is not understood',
    sign: 'There is no list, some of its lines are not understood, or none of its open tasks can start.',
    meanwhile: 'Nothing is guessed: what is not understood is left alone, byte for byte. Tasks that are understood can be carried out.',
    evidence: null,
    steps: [
      { look: 'Every line with a remark, by its number, with what was expected there.', command: 'devteam tasks check task_lists.md' },
      { look: 'What is understood of the list, and what each task waits for.', command: 'devteam tasks list task_lists.md' },
      {
        look: 'Whether the list is on the branch that the project works on, under a name that is looked for.',
        command: 'devteam projects list',
      },
      { look: 'Two tasks that wait for each other, or one that waits for an id that is not there.' },
      {
        look: 'A list that was never there can be made by the first start.',
        command: 'devteam projects add <repository> --customer <id> --create-task-list',
      },
    ],
    codes: [
      'task_list_missing',
      'task_list_unreadable',
      'task_list_invalid',
      'task_list_conflict',
      'tasks_blocked',
      'stop_point_unknown',
      'checks_config_invalid',
    ],
  },
  agent: {
    title: 'The coding agent is not there',
    sign: 'A task fails before anything is written: its program is missing, of another version, or refuses its settings.',
    meanwhile: 'Tasks that need this agent wait; those of projects with another one go on.',
    evidence: 'executors',
    steps: [
      { look: 'Which agents are installed on the machine of the worker.', command: 'devteam doctor' },
      {
        look: 'Install the pinned version, with all that it needs, apart from the rest of the machine.',
        command: 'devteam doctor --install codex',
      },
      { look: 'What it printed at its last try.', command: 'devteam logs <project> --failed' },
      { look: 'Whether the project names the agent and the model that you mean.', command: 'devteam projects list' },
    ],
    codes: [
      'executor_missing',
      'executor_unknown',
      'executor_failed',
      'executor_timed_out',
      'executor_model_missing',
      'executor_model_unsupported',
      'executor_settings_invalid',
      'executor_edit_incomplete',
      'executor_answer_unusable',
      'agent_unknown',
      'agent_install_failed',
      'python_missing',
      'recording_missing',
      'recording_does_not_apply',
      'recording_invalid',
    ],
  },
  model: {
    title: 'The provider of the model',
    sign: 'Requests to the model are refused, slow, or find nobody.',
    meanwhile:
      'An outage uses up no attempt: tasks wait and go on by themselves. Prompts are made from a template while a local model is away.',
    evidence: 'services',
    steps: [
      { look: 'How each provider stands now, and when it is asked again.', command: 'devteam doctor' },
      {
        look: 'Whether the server was started with a key: `OPENAI_API_KEY`, `ANTHROPIC_API_KEY`, or `DEVTEAM_MODEL_URL` for a server of your own.',
      },
      { look: 'Whether a server of models of your own answers.', command: 'curl -s "$OLLAMA_HOST/api/tags"' },
      { look: 'Whether money or a quota is used up, with the provider and here.', command: 'devteam budget' },
      { look: 'What the gateway refused, and why.', command: 'devteam logs <project> --grep gateway' },
    ],
    codes: [
      'provider_down',
      'provider_key_refused',
      'provider_key_unavailable',
      'provider_quota_used_up',
      'provider_rate_limited',
      'provider_overloaded',
      'provider_timed_out',
      'provider_cut_off',
      'provider_answer_unreadable',
      'provider_refused_by_policy',
      'provider_refused_request',
      'provider_model_missing',
      'model_not_allowed',
      'model_unreachable',
      'model_missing',
      'model_busy',
      'model_timed_out',
      'model_out_of_memory',
      'model_failed',
      'model_refused',
      'model_context_exceeded',
      'model_answer_unusable',
      'context_too_long',
      'egress_refused',
      'circuit_open',
    ],
  },
};

const nameOfCode = new Map<string, TroubleName>(
  troubleNames.flatMap((name) => troublePages[name].codes.map((code) => [code, name] as const)),
);

/** Which page helps with a code; undefined: its card says all that there is to say. */
export const findTrouble = (code: string): TroubleName | undefined => nameOfCode.get(code);

export const isTroubleName = (value: string | undefined): value is TroubleName => troubleNames.some((name) => name === value);
