import type { Event, EventPayload, ExecutionStatus, Failure, TaskView } from '@devteam/api';
import { plainText } from '../output/plain-text.ts';
import { durationText } from '../output/time-text.ts';
import { type ProjectProgress, applyEvent } from './project-progress.ts';

/** One thing that happened, in words; `step` is what only a reader without a live picture needs to be told. */
export interface Narration {
  at: string;
  projectId: string;
  tone: 'step' | 'note' | 'done' | 'retry' | 'stop' | 'bad';
  text: string;
}

export interface Narrator {
  /** What an event means to a person: often nothing, at times two things. Events come in order, each once. */
  tell(event: Event): Narration[];
  /** Takes in a project that was not there from the beginning. */
  add(project: ProjectProgress): void;
}

type Told = Pick<Narration, 'tone' | 'text'>;

interface Memory {
  progress: ProjectProgress;
  /** Phase and attempt of each task as last told. */
  tasks: Map<string, { phase: TaskView['phase']; attempt: number }>;
  /** The last node of a task that failed, until it is clear what follows from it. */
  failed: { taskKey: string; node: string; attempt: number; failure: Failure | null } | null;
}

/** Turns the facts of events into the sentences of a log. It remembers what it told, since payloads hold whole facts. */
export function createNarrator(projects: readonly ProjectProgress[]): Narrator {
  const memories = new Map<string, Memory>();
  const add = (progress: ProjectProgress) => void memories.set(progress.projectId, { progress, tasks: tasksOf(progress), failed: null });
  for (const project of projects) add(project);
  return {
    add,
    tell: (event) => {
      const memory = memories.get(event.projectId);
      if (!memory) return [];
      const before = memory.progress;
      memory.progress = applyEvent(before, event);
      return tellEvent(memory, before, event).map(({ tone, text }) => ({
        at: event.ts,
        projectId: event.projectId,
        tone,
        text: plainText(text),
      }));
    },
  };
}

/** Whoever starts to listen in the middle of a task is not told that it starts. */
function tasksOf({ task }: ProjectProgress): Memory['tasks'] {
  return new Map(task ? [[task.key, { phase: task.phase, attempt: task.attempt }]] : []);
}

function tellEvent(memory: Memory, before: ProjectProgress, event: Event): Told[] {
  switch (event.type) {
    case 'execution-update':
      return tellExecution(memory, before, event.payload);
    case 'task-update':
      return tellTask(memory, event.payload.task);
    case 'node-update':
      return tellNode(memory, event.payload);
    case 'execution-log': {
      const { level, lines, stream, taskKey } = event.payload;
      if (stream !== 'engine' || taskKey !== null) return [];
      return lines.map((text) => ({ tone: level === 'error' ? 'bad' : level === 'warn' ? 'note' : 'step', text }));
    }
    case 'review-update': {
      const { answer, reviewId, state } = event.payload.review;
      if (state === 'open') return [{ tone: 'stop', text: `asks you: \`devteam review show ${reviewId}\`` }];
      return answer ? [{ tone: 'note', text: `${answer.by} answered: ${answer.choice.replaceAll('_', ' ')}` }] : [];
    }
    case 'receipt':
      return [];
    case 'resolution-update': {
      const { conclusion, number, resolutionId, status, task } = event.payload.resolution;
      if (status === 'investigating')
        return [{ tone: 'note', text: `investigates why ${task.key} fails, for the ${ordinals[number] ?? `${number}th`} time` }];
      return [
        { tone: status === 'resolved' ? 'done' : 'note', text: `${conclusion ?? status} (\`devteam resolutions show ${resolutionId}\`)` },
      ];
    }
    case 'timer-update': {
      const { endedAt, minutes, person, task } = event.payload.timer;
      const text = endedAt === null ? `${person} works on ${task.key}` : `${person} worked on ${task.key} for ${minutes} minutes`;
      return [{ tone: 'note', text }];
    }
    case 'budget-update':
    case 'task-list-update':
    case 'error':
    case 'injection-update':
    case 'completion':
      // Said already by the engine's log of the preparation, the task, and the execution they belong to.
      break;
  }
  return [];
}

const ordinals: Readonly<Record<number, string>> = { 1: 'first', 2: 'second', 3: 'third' };

function tellExecution(memory: Memory, before: ProjectProgress, payload: EventPayload<'execution-update'>): Told[] {
  const isNew = before.executionId !== payload.executionId;
  if (isNew) {
    memory.tasks.clear();
    memory.failed = null;
  }
  if (!isNew && before.status === payload.status) return [];
  // The execution fails with what its node failed with: once is enough.
  if (payload.reason !== null && payload.reason.why === memory.failed?.failure?.why) memory.failed = null;
  const told = sentences[payload.status](payload, isNew ? null : before.status);
  return told ? [...endPending(memory), told] : endPending(memory);
}

type ExecutionFacts = EventPayload<'execution-update'>;

const sentences: Record<ExecutionStatus, (facts: ExecutionFacts, before: ExecutionStatus | null) => Told | null> = {
  idle: () => null,
  initializing: () => ({ tone: 'step', text: 'fetches the repository and reads its task list' }),
  running: (facts, before) => ({
    tone: 'step',
    text: before === null || before === 'initializing' ? `starts: ${doneText(facts)}` : 'goes on',
  }),
  paused: () => ({ tone: 'stop', text: 'paused' }),
  waiting_for_human: ({ reason }) => ({ tone: 'stop', text: `waits for you: ${reasonText(reason)}` }),
  stopping: () => ({ tone: 'step', text: 'stopping: what is under way is ended and dropped' }),
  stopped: (facts) => ({ tone: 'stop', text: `stopped: ${reasonText(facts.reason)}; ${doneText(facts)}` }),
  completed: (facts) => ({ tone: 'done', text: `completed${tookText(facts)}: ${doneText(facts)}, ${commitsText(facts)}` }),
  error: ({ reason }) => ({ tone: 'bad', text: `failed: ${reasonText(reason)}` }),
};

const doneText = ({ totals }: ExecutionFacts): string => `${totals.completed} of ${totals.total} tasks done`;
const commitsText = ({ commits }: ExecutionFacts): string => (commits === 1 ? '1 commit' : `${commits} commits`);
const tookText = ({ endedAt, startedAt }: ExecutionFacts): string =>
  endedAt ? ` in ${durationText(Date.parse(endedAt) - Date.parse(startedAt))}` : '';
/** Headline and cause; only the longer of them where they say the same. */
function reasonText(reason: Failure | null): string {
  if (!reason) return 'no reason was given';
  const place = reason.place ? ` (${reason.place})` : '';
  const isSaidTwice = bare(reason.why).startsWith(bare(reason.what));
  return isSaidTwice ? `${reason.why.replace(/\.$/, '')}${place}` : `${reason.what}${place}: ${reason.why}`;
}

const bare = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

function tellTask(memory: Memory, task: TaskView): Told[] {
  const before = memory.tasks.get(task.key);
  if (task.phase === null) return [];
  memory.tasks.set(task.key, { phase: task.phase, attempt: task.attempt });
  const name = task.id ?? task.key;
  if (before && task.attempt > before.attempt) {
    const why = takeFailure(memory, task) ?? 'failed';
    return [{ tone: 'retry', text: `${name} ${why}; attempt ${task.attempt} of ${task.maxAttempts}` }];
  }
  if (before?.phase === task.phase && before.attempt === task.attempt) return [];
  if (task.phase === 'DONE') return [...endPending(memory), { tone: 'done', text: `${name} done${landed(task)}: ${task.title}` }];
  if (task.phase === 'HUMAN_REVIEW') {
    const why = takeFailure(memory, task);
    return [{ tone: 'stop', text: `${name} ${why ? `${why}; ` : ''}a person is asked` }];
  }
  if (!before || before.phase === 'DONE' || before.phase === 'SELECT') return [{ tone: 'step', text: `${name} starts: ${task.title}` }];
  if (task.phase === 'SELECT') return [{ tone: 'note', text: `${name} is given back to the list` }];
  return [];
}

function landed(task: TaskView): string {
  const took = task.startedAt && task.endedAt ? ` in ${durationText(Date.parse(task.endedAt) - Date.parse(task.startedAt))}` : '';
  const attempts = task.attempt > 1 ? `, attempt ${task.attempt}` : '';
  return `${took}${attempts}${task.commit ? `, commit ${task.commit.slice(0, 7)}` : ''}`;
}

function tellNode(memory: Memory, payload: EventPayload<'node-update'>): Told[] {
  const { node, taskKey } = payload;
  const told: Told[] = [];
  // The same node runs again within the attempt: its failure was not the task's.
  if (node.status === 'running' && memory.failed?.taskKey === taskKey && memory.failed.attempt === node.attempt) {
    told.push(...endPending(memory, 'tried again'));
  }
  if (node.status === 'failed') {
    told.push(...endPending(memory));
    memory.failed = { taskKey, node: node.node, attempt: node.attempt, failure: node.failure };
  }
  return told;
}

/** `verify failed: test, exit 1`, from the node that failed, or from the task where a failing check is a result and no failed node. */
function takeFailure(memory: Memory, task: TaskView): string | null {
  const { failed } = memory;
  memory.failed = null;
  const failure = task.failure ?? failed?.failure ?? null;
  const node = failed?.taskKey === task.key ? failed.node : failure?.code === 'check_failed' ? 'verify' : null;
  if (!failure) return node ? `${node} failed` : null;
  return node ? `${node} failed: ${failure.why}` : `${lowerFirst(failure.what)}: ${failure.why}`;
}

function endPending(memory: Memory, follows?: string): Told[] {
  const { failed } = memory;
  if (!failed) return [];
  memory.failed = null;
  const why = failed.failure ? `: ${failed.failure.why}` : '';
  return [
    { tone: 'retry', text: `${failed.taskKey ? `${failed.taskKey} ` : ''}${failed.node} failed${why}${follows ? `; ${follows}` : ''}` },
  ];
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
