import { findErrorCode } from '@devteam/api';
import type { Engine } from '@devteam/engine/durable';
import { findProjectDetail, readProjectViews } from '@devteam/engine/store';
import { type Example, loadExamples } from '../../../../examples/examples.ts';
import { defaultHost } from '../args/host.ts';
import { defaultPort } from '../args/port.ts';
import type { CommandContext } from '../command-context.ts';
import type { DemoOptions } from '../commands/demo.ts';
import { exitCodeOf } from '../follow/exit-code.ts';
import type { ProjectProgress } from '../follow/project-progress.ts';
import { type EndSignal, catchSignals, signalExitCodes } from '../follow/signals.ts';
import { databaseSource } from '../follow/event-source.ts';
import { watchProjects } from '../follow/watch-projects.ts';
import { type ServedTeam, serveTeam } from '../local/serve-page.ts';
import { closingTable } from '../output/closing-table.ts';
import { failureText } from '../output/failure-text.ts';
import { loginName } from '../local/login-name.ts';
import { requireAgent } from '../local/require-agent.ts';
import { plainText } from '../output/plain-text.ts';
import { remotePath } from './demo-remotes.ts';
import { differences } from './demo-verdict.ts';
import { prepareDemo } from './prepare-demo.ts';

/** `devteam demo`: five projects at once, from their first commits to the ends that their examples expect. */
export async function runDemo(options: DemoOptions, context: CommandContext): Promise<void> {
  const { config, stderr, stdout } = context;
  await requireAgent(options);
  const examples = loadExamples();
  const isAttended = stdout.isTerminal && stderr.isTerminal;
  const port = options.port ?? defaultPort;
  const team = await serveTeam(context, {
    host: defaultHost,
    port,
    anyPort: options.port === undefined || !isAttended,
    modelUrl: options.modelUrl,
  });
  const ending = new AbortController();
  let ended: EndSignal | undefined;
  const release = catchSignals((signal) => {
    ended = signal;
    ending.abort();
  });
  try {
    if (team.isOtherPort) stderr.line(`Port ${port} is taken, so the page has another.`);
    const plan = await prepareDemo(team.engine, examples, { ...options, home: config.home });
    stderr.line(
      plan.do === 'go on'
        ? 'The demo before this one was ended in the middle; goes on where it was.'
        : `${examples.length} customers, one project each. ${options.executor === 'replay' ? 'Recorded changes are played, no model is asked; everything else is real.' : `${options.executor} writes the code, and everything is real.`}`,
    );
    stdout.line(`Watch it: ${stdout.paint.color('blue', team.link)}`);
    stderr.line();
    const projects = await work(team, examples, context, ending.signal);
    if (ended !== undefined) {
      stderr.line('Ended in the middle; what was done is kept. The next demo goes on where this one was.');
      context.endWith(signalExitCodes[ended]);
      return;
    }
    tellWork(examples, projects, context);
    // What recorded changes come to is known; what an agent makes of the same lists is not.
    const isReplay = options.executor === 'replay';
    const exitCode = isReplay ? ((await isAsExpected(team, examples, context)) ? 0 : 1) : Math.max(...projects.map(exitCodeOf));
    context.endWith(exitCode);
    if (!isAttended && options.keepOpen !== true) return;
    stderr.line(`\nThe page stays up until you press Ctrl-C: ${team.link}`);
    await aborted(ending.signal);
  } finally {
    await team.close();
    release();
  }
}

async function work(
  team: ServedTeam,
  examples: readonly Example[],
  context: CommandContext,
  signal: AbortSignal,
): Promise<ProjectProgress[]> {
  const { engine } = team;
  const ids = examples.map((example) => example.project.id);
  const found = new Map((await readProjectViews(engine.pool, engine.label, ids)).map((view) => [view.projectId, view]));
  const views = ids.flatMap((id) => found.get(id) ?? []);
  const executions = new Map<string, string>();
  await Promise.all(
    examples.map(async (example) => {
      const { id } = example.project;
      const before = found.get(id)?.execution;
      executions.set(id, before?.executionId ?? (await start(engine, example)));
    }),
  );
  return watchProjects({
    context,
    source: databaseSource({ pool: engine.pool, url: engine.databaseUrl }),
    views,
    executions,
    json: false,
    signal,
  });
}

async function start(engine: Engine, example: Example): Promise<string> {
  const { id } = example.project;
  try {
    const { executionId } = await engine.automate(id, {
      ...(example.stopAfter === undefined ? {} : { stopAfter: [example.stopAfter] }),
      askedBy: { kind: 'person', name: loginName() },
    });
    return executionId;
  } catch (error) {
    // Somebody pressed the button on the page in between.
    if (findErrorCode(error) !== 'execution_active') throw error;
    const [view] = await readProjectViews(engine.pool, engine.label, [id]);
    if (!view?.execution) throw error;
    return view.execution.executionId;
  }
}

/** The closing table, and where to see the work. */
function tellWork(examples: readonly Example[], projects: readonly ProjectProgress[], { config, now, stdout }: CommandContext): void {
  for (const line of closingTable(projects, stdout, now())) stdout.line(line);
  for (const { name, reason, status } of projects) {
    if (reason && (status === 'waiting_for_human' || status === 'error'))
      stdout.line(`\n${plainText(name)}: ${failureText(reason, stdout.paint)}`);
  }
  stdout.line();
  stdout.line(stdout.paint.bold('See the work:'));
  for (const example of examples) stdout.line(`  git -C ${remotePath(config.home, example)} log --oneline`);
  stdout.line();
}

/** Whether all came out as the examples say. */
async function isAsExpected(team: ServedTeam, examples: readonly Example[], { stderr, stdout }: CommandContext): Promise<boolean> {
  const failures: string[] = [];
  for (const example of examples) {
    const detail = await findProjectDetail(team.engine.pool, team.engine.label, example.project.id);
    const found = detail ? differences(example, detail) : ['is gone'];
    failures.push(...found.map((text) => `${example.project.id} ${text}`));
  }
  if (failures.length === 0) {
    stdout.line(stdout.paint.color('green', `All came out as they should: ${expectedText(examples)}.`));
    return true;
  }
  stderr.line(stderr.paint.color('red', 'Not as it should be:'));
  for (const failure of failures) stderr.line(`  ${failure}`);
  return false;
}

function expectedText(examples: readonly Example[]): string {
  const count = (status: Example['expected']['status']) => examples.filter((example) => example.expected.status === status).length;
  return `${count('completed')} completed, ${count('stopped')} at its stop point, ${count('waiting_for_human')} waiting for a person`;
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
