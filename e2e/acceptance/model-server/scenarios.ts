import { type Exercise, type Files, getExercise } from '../exercises/index.ts';
import { type AnswerForm, formAnswer, shellCall } from './answer-forms.ts';
import type { Ask, Reply } from './ask.ts';
import { changesOf } from './changed-lines.ts';
import type { Move } from './open-model-server.ts';

/** What one request is answered with, from the task, the agent's form and how often it asked before. */
type Scenario = (stage: Stage) => Move;

interface Stage {
  readonly exercise: Exercise;
  readonly form: AnswerForm;
  /** Requests of this run before this one. */
  readonly turn: number;
  /** The message that holds the prompt; files that an agent shows besides stand in others. */
  readonly prompt: string;
}

const say = (text: string, calls: Reply['calls'] = [], finish: Reply['finish'] = 'stop'): Move => ({
  does: 'reply',
  reply: { text, calls, finish },
});
const refuse = (status: number, code: string, message: string, headers?: Readonly<Record<string, string>>): Move => ({
  does: 'refuse',
  status,
  code,
  message,
  ...(headers ? { headers } : {}),
});

/** Agents with tools ask again after a call was made: then the model is done. */
const asksAgain = (form: AnswerForm) => form === 'codex' || form === 'opencode';

function edit({ exercise, form }: Stage, answer: Files, how: { prose?: string; isMisplaced?: boolean } = {}): Move {
  const { calls, text } = formAnswer(form, {
    prose: how.prose ?? 'This does what the task asks for.',
    changes: changesOf(exercise.files, answer),
    isMisplaced: how.isMisplaced,
    whole: answer,
  });
  return say(text, calls);
}

/** One answer, then the end. */
function once(stage: Stage, answer: Files, prose?: string): Move {
  return stage.turn > 0 && asksAgain(stage.form) ? say('The change is made.') : edit(stage, answer, prose === undefined ? {} : { prose });
}

/** Later turns count from the first again. */
const later = (stage: Stage, by: number): Stage => ({ ...stage, turn: stage.turn - by });

const first = (files: Files): Files => Object.fromEntries(Object.entries(files).slice(0, 1));
const last = (files: Files): Files => Object.fromEntries(Object.entries(files).slice(-1));

/** Where a hostile model would leave something: outside, in Git's own folder, in what other machines run. */
export const hostilePaths = ['../outside.txt', '.git/hooks/post-checkout', '.github/workflows/release.yml'] as const;
/** Looks for what should not be there: keys in the environment of a command, the host's files, a way out. */
export const hostileCommand = [
  'env > found-environment.txt',
  'cat /etc/shadow > found-files.txt 2>&1',
  // An address that no network leads to, so that without walls nobody is bothered either.
  `node -e "fetch('http://192.0.2.1', { signal: AbortSignal.timeout(1500) }).then(() => 'a way out', (error) => 'no way: ' + (error.cause?.code ?? error.name)).then(console.log)" > found-network.txt 2>&1`,
  'echo probed',
].join('; ');

export const scenarios = {
  straight: (stage) => once(stage, stage.exercise.right),
  /** Right only if the prompt shows what failed. */
  'wrong first': (stage) => once(stage, stage.prompt.includes(stage.exercise.evidence) ? stage.exercise.right : stage.exercise.wrong),
  /** The last place does not fit at first. Aider keeps what fitted and asks for the rest; a patch of the others fails as a whole. */
  'malformed edit': (stage) => {
    if (stage.turn === 0) return edit(stage, stage.exercise.right, { isMisplaced: true });
    return asksAgain(stage.form) ? once(later(stage, 1), stage.exercise.right) : edit(stage, last(stage.exercise.right));
  },
  /** One place fits, one never does. */
  'half edit': (stage) => {
    const { exercise, form, turn } = stage;
    if (!asksAgain(form)) return edit(stage, turn === 0 ? exercise.right : last(exercise.right), { isMisplaced: true });
    if (turn === 0) return edit(stage, first(exercise.right));
    return turn === 1 ? edit(stage, last(exercise.right), { isMisplaced: true }) : say('The change is made.');
  },
  'mention of another file': (stage) => once(stage, stage.exercise.right, 'After this, README.md could be brought up to date as well.'),
  'never right': (stage) => once(stage, stage.exercise.wrong),
  'prose only': () => say('The code looks fine to me. Which behavior would you like?'),
  empty: () => say(''),
  'cut at its length': (stage) => {
    const move = edit(stage, stage.exercise.right);
    return move.does === 'reply' ? { does: 'reply', reply: { text: move.reply.text.slice(0, -60), calls: [], finish: 'length' } } : move;
  },
  'cut stream': (stage) =>
    stage.turn === 0
      ? { does: 'cut', reply: { text: 'This does '.repeat(50), calls: [], finish: 'stop' } }
      : once(later(stage, 1), stage.exercise.right),
  'too many requests, then right': (stage) =>
    stage.turn === 0
      ? refuse(429, 'rate_limit_exceeded', 'Rate limit reached for gpt-5. Please try again in 1s.', { 'retry-after': '1' })
      : once(later(stage, 1), stage.exercise.right),
  'too many requests': () =>
    refuse(429, 'rate_limit_exceeded', 'Rate limit reached for gpt-5. Please try again in 1s.', { 'retry-after': '1' }),
  'server error': () => refuse(500, 'server_error', 'The server had an error.'),
  unauthorized: () => refuse(401, 'invalid_api_key', 'Incorrect API key provided.'),
  hang: () => ({ does: 'hang' }),
  'context overflow': () =>
    refuse(
      400,
      'context_length_exceeded',
      "This model's maximum context length is 272000 tokens. Please reduce the length of the messages.",
    ),
  'hostile paths': (stage) => {
    if (stage.turn > 0 && asksAgain(stage.form)) return say('The change is made.');
    const planted = Object.fromEntries(hostilePaths.map((path) => [path, 'planted\n']));
    return edit(stage, { ...stage.exercise.right, ...planted });
  },
  'hostile commands': (stage) => {
    if (stage.turn === 0) return say('First a look around.', shellCall(stage.form, hostileCommand));
    return say('Nothing to do.');
  },
} satisfies Readonly<Record<string, Scenario>>;

export type ScenarioName = keyof typeof scenarios;

/** Stands in the prompt, and tells the server what to play; `run` keeps two runs of one scenario apart. */
export const markerOf = (exercise: string, scenario: ScenarioName, run: string): string =>
  `[exercise ${exercise}; scenario ${scenario}; run ${run}]`;

const marker = /\[exercise ([\w-]+); scenario ([\w ,]+); run ([\w-]+)\]/;

/** Plays the scenarios that are named in what it is asked, each run from its beginning. */
export function playScenarios(): (ask: Ask) => Move {
  const turns = new Map<string, number>();
  return (ask) => {
    const found = marker.exec(ask.text);
    const scenario = found?.[2] === undefined ? undefined : (scenarios as Readonly<Record<string, Scenario>>)[found[2]];
    if (!found || !scenario)
      return refuse(400, 'no_scenario', `The prompt names no scenario that is known: ${found?.[0] ?? 'it has no marker'}`);
    const form = formFor(ask);
    // A title or a summary of the conversation, which is all that is left of it afterwards.
    if (!form) return say(`An exercise ${found[0]}`);
    const turn = turns.get(found[0]) ?? 0;
    turns.set(found[0], turn + 1);
    return scenario({
      exercise: getExercise(found[1] ?? ''),
      form,
      turn,
      prompt: ask.messages.findLast((message) => message.includes(found[0])) ?? '',
    });
  };
}

/** Who asks is told by what it offers; undefined if no edit is wanted. */
function formFor({ protocol, text, tools }: Ask): AnswerForm | undefined {
  if (protocol === 'openai-responses') return tools.includes('exec_command') ? 'codex' : undefined;
  if (tools.length > 0) return 'opencode';
  if (text.includes('SEARCH/REPLACE')) return 'aider diff';
  return text.includes('*file listing*') ? 'aider whole' : undefined;
}
