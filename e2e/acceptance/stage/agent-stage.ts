import { randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentName, type ExecutorOutcome, findAgent, getExecutor } from '@devteam/drivers/executor';
import { getSandboxDriver } from '@devteam/drivers/sandbox';
import { type Files, getExercise } from '../exercises/index.ts';
import { writeFiles } from '../exercises/run-check.ts';
import { type Asked, type ModelServer, openModelServer } from '../model-server/open-model-server.ts';
import { type ScenarioName, markerOf, playScenarios } from '../model-server/scenarios.ts';
import { type Failed, taskPrompt } from './task-prompt.ts';

export interface Played {
  readonly outcome: ExecutorOutcome;
  readonly passed: boolean;
  /** Of the check. */
  readonly output: string;
  /** Paths that were added, changed or removed in the work folder, in order. */
  readonly changed: readonly string[];
  /** What lies beside the work folder and was not put there by us. */
  readonly beside: readonly string[];
  /** Content of the files that were asked for. */
  readonly kept: Readonly<Record<string, string>>;
  /** What the model was asked in this run. */
  readonly asked: readonly Asked[];
  readonly lines: readonly string[];
  readonly seconds: number;
  /** From the cancel to the end; null if it was not canceled. */
  readonly endedAfterSeconds: number | null;
}

export interface PlayOptions {
  readonly timeoutSeconds?: number | undefined;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  readonly model?: string | undefined;
  /** More files in the work folder, as a hostile repository may have them. */
  readonly files?: Files | undefined;
  readonly lastFailure?: Failed | undefined;
  /** Stands at the end of the prompt. */
  readonly more?: string | undefined;
  /** Cancels it as soon as it has asked its model. */
  readonly cancelWhenAsked?: boolean | undefined;
  /** Files whose content is told afterwards. */
  readonly keep?: readonly string[] | undefined;
}

export interface AgentStage {
  readonly server: ModelServer;
  readonly play: (exercise: string, scenario: ScenarioName, options?: PlayOptions) => Promise<Played>;
  readonly close: () => Promise<void>;
}

/** The key that agents are given, as a gateway would mint one. */
export const runKey = 'run-key-of-the-acceptance-set';

/**
 * A real agent in a sandbox, with the scripted server as its model. In the sandbox `process` it is reached at `modelUrl`, the server's own unless told, so
 * that a gateway can stand between; behind walls by a socket, as a gateway is.
 */
export async function openAgentStage(
  executorName: string,
  where: {
    readonly sandbox?: 'process' | 'bubblewrap';
    readonly modelUrl?: (server: ModelServer) => Promise<string>;
    readonly agent?: AgentName;
  } = {},
): Promise<AgentStage> {
  const root = await mkdtemp(join(tmpdir(), `devteam-${executorName}-`));
  await chmod(root, 0o755);
  const hasWalls = where.sandbox === 'bubblewrap';
  const socketPath = join(root, 'model.sock');
  const server = await openModelServer(playScenarios(), hasWalls ? { socketPath } : {});
  const modelUrl = where.modelUrl ? await where.modelUrl(server) : server.url;
  const found = where.agent ? await findAgent(where.agent) : undefined;
  const walls = { gatewaySocket: socketPath, readOnlyFolders: found?.found ? found.folders : [] };
  const driver = getSandboxDriver(where.sandbox ?? 'process', { installation: `acceptance-${process.pid}` });
  const executor = getExecutor(executorName);

  const play = async (name: string, scenario: ScenarioName, options: PlayOptions = {}): Promise<Played> => {
    const exercise = getExercise(name);
    const run = randomUUID().slice(0, 8);
    const parent = join(root, run);
    const directory = join(parent, 'work');
    await mkdir(directory, { recursive: true });
    await writeFile(join(parent, 'beside.txt'), 'beside\n');
    const files = { ...exercise.files, 'README.md': `# ${exercise.name}\n`, ...options.files };
    await writeFiles(directory, files);
    const sandbox = await driver.create({ id: `acceptance/${run}`, directory, ...(hasWalls ? walls : {}) });
    const controller = new AbortController();
    const lines: string[] = [];
    const marker = markerOf(name, scenario, run);
    const startedAt = performance.now();
    let canceledAt: number | undefined;
    const watch = setInterval(() => {
      if (!options.cancelWhenAsked || canceledAt !== undefined || !server.asked.some(({ ask }) => ask.text.includes(marker))) return;
      canceledAt = performance.now();
      controller.abort();
    }, 50);
    try {
      const outcome = await executor.execute({
        taskKey: name,
        taskId: '1.1',
        attempt: options.lastFailure ? options.lastFailure.attempt + 1 : 1,
        prompt: `${await taskPrompt(exercise, marker, options.lastFailure)}${options.more ?? ''}`,
        workplace: sandbox,
        model: { name: options.model ?? 'gpt-5', effort: 'medium', gatewayUrl: sandbox.gatewayUrl ?? modelUrl, key: runKey },
        timeoutSeconds: options.timeoutSeconds ?? 90,
        signal: controller.signal,
        onOutput: (stream, text) => lines.push(`${stream}: ${text}`),
        settings: options.settings ?? {},
      });
      const endedAt = performance.now();
      const seconds = (endedAt - startedAt) / 1000;
      const endedAfterSeconds = canceledAt === undefined ? null : (endedAt - canceledAt) / 1000;
      const changed = await changedFiles(directory, files);
      const checked = await sandbox.run({
        command: exercise.check,
        timeoutMs: 120_000,
        env: { PYTHONDONTWRITEBYTECODE: '1', GOFLAGS: '-mod=mod', GOCACHE: join(tmpdir(), 'devteam-acceptance-go') },
      });
      const beside = (await readdir(parent)).filter((each) => !/^(beside\.txt|work(\.home|\.tmp)?)$/.test(each));
      const contents = (options.keep ?? []).map(async (path) => [path, await readFile(join(directory, path), 'utf8')] as const);
      const kept = Object.fromEntries(await Promise.all(contents));
      const asked = server.asked.filter(({ ask }) => ask.text.includes(marker));
      return {
        outcome,
        passed: checked.exitCode === 0,
        output: checked.outputTail,
        changed,
        beside,
        kept,
        asked,
        lines,
        seconds,
        endedAfterSeconds,
      };
    } finally {
      clearInterval(watch);
      await sandbox.close();
      await rm(parent, { recursive: true, force: true });
    }
  };

  return {
    server,
    play,
    async close() {
      await server.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function changedFiles(directory: string, before: Files): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
  const changed = await Promise.all(
    [...new Set([...paths, ...Object.keys(before)])].map(async (path) => {
      const now = await readFile(join(directory, path), 'utf8').catch(() => undefined);
      return now === before[path] ? [] : [path];
    }),
  );
  return changed.flat().toSorted();
}

/** What a row of the table says: how the executor ended, whether the tests pass then, and how often the model was asked; by a deadline that depends on the machine. */
export const rowOf = ({ asked, outcome, passed }: Pick<Played, 'asked' | 'outcome' | 'passed'>): string =>
  [outcome.ended, outcome.failure?.code ?? '-', passed ? 'passes' : 'fails', outcome.ended === 'timed_out' ? '-' : asked.length].join(
    ' | ',
  );

export const failedOf = (played: Played, attempt: number): Failed => ({
  attempt,
  outputTail: played.output.slice(-4000),
  changedFiles: played.changed,
});
