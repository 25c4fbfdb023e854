import { repositoryName } from '@devteam/api';
import { isAbsolute, join } from 'node:path';
import { readProjectViews } from '@devteam/engine/store';
import { stopPointsOf } from '../args/stop-points.ts';
import type { CommandContext } from '../command-context.ts';
import type { RunOptions } from '../commands/run.ts';
import { exitCodeOf } from '../follow/exit-code.ts';
import { type ProjectProgress, isSettled } from '../follow/project-progress.ts';
import { type EndSignal, catchSignals, signalExitCodes } from '../follow/signals.ts';
import { databaseSource } from '../follow/event-source.ts';
import { watchProjects } from '../follow/watch-projects.ts';
import { checkLocalRepository } from '../local/check-local-repository.ts';
import { localProjectId, repositoryAddress } from '../local/local-project.ts';
import { openTeam } from '../local/open-team.ts';
import { requireAgent } from '../local/require-agent.ts';
import { requireRecordings, settingsOf } from '../local/project-settings.ts';
import { closingTable } from '../output/closing-table.ts';
import { failureText } from '../output/failure-text.ts';
import type { ProgressView } from '../output/progress-view.ts';
import { summaryLine } from '../output/summary-line.ts';
import { startOrResume } from './start-or-resume.ts';

const localCustomer = { id: 'local', name: 'Local' };

/** `devteam run`: one execution in the foreground, from its start or from where it was left, to its end. */
export async function runRepository(repository: string, options: RunOptions, context: CommandContext): Promise<void> {
  requireRecordings(options);
  await requireAgent(options);
  const address = repositoryAddress(repository, process.cwd());
  await checkLocalRepository(address, { branch: options.branch, push: options.push });
  const projectId = localProjectId(address, options.branch);
  const { stderr } = context;

  const team = await openTeam(context, { http: null, modelUrl: options.modelUrl });
  const { engine } = team;
  const watching = new AbortController();
  let ended: EndSignal | undefined;
  let view: ProgressView | undefined;
  let isOver = false;
  const release = catchSignals((signal) => {
    if (isOver) return;
    if (signal !== 'SIGINT' || !view) {
      ended = signal;
      watching.abort();
      return;
    }
    view.say('Stopping: what is under way is dropped, what is done stays. Ctrl-C again ends at once.');
    engine
      .stop(projectId)
      .catch((error: unknown) => view?.say(`It could not be stopped: ${error instanceof Error ? error.message : String(error)}`));
  });
  let projects: ProjectProgress[];
  try {
    await engine.saveProject({
      id: projectId,
      customer: localCustomer,
      name: repositoryName(address),
      repositoryUrl: address,
      branch: options.branch ?? null,
      taskListPath: options.taskList ?? null,
      executor: options.executor,
      sandbox: options.sandbox,
      settings: settingsOf(options),
    });
    const views = await readProjectViews(engine.pool, engine.label, [projectId]);
    const stopPoints = stopPointsOf(options);
    const { executionId, isResumed } = await startOrResume(engine, projectId, stopPoints);
    stderr.line(stderr.paint.faint(`Project ${projectId}; its log: devteam logs ${projectId}`));
    if (isResumed) {
      const given = stopPoints.length > 0 ? ', so the stop points do not count' : '';
      stderr.line(`An execution of it is under way (${executionId}): goes on with that one${given}.`);
    }
    projects = await watchProjects({
      context,
      source: databaseSource({ pool: engine.pool, url: engine.databaseUrl }),
      views,
      executions: new Map([[projectId, executionId]]),
      json: options.json ?? false,
      signal: watching.signal,
      onOpen: (opened) => (view = opened),
    });
  } finally {
    isOver = true;
    await team.close();
    release();
  }
  tellEnd(projects, { address, options, context });
  if (ended) stderr.line('Ended from outside; the same command goes on where it was.');
  const [project] = projects;
  context.endWith(ended ? signalExitCodes[ended] : project ? exitCodeOf(project) : 1);
}

function tellEnd(
  projects: readonly ProjectProgress[],
  { address, context, options }: { address: string; options: RunOptions; context: CommandContext },
): void {
  const { now, stderr, stdout } = context;
  if (options.json) stdout.line(summaryLine(projects));
  else for (const line of closingTable(projects, stdout, now())) stdout.line(line);
  const [project] = projects;
  if (!project || !isSettled(project)) return;
  if (project.reason && project.status !== 'completed') stderr.line(`\n${failureText(project.reason, stderr.paint)}`);
  if (project.commits === 0 || options.json) return;
  if (!options.push) stderr.line(`\nNothing was pushed: the work is in the local copy, below ${join(context.config.home, 'mirrors')}.`);
  else if (isAbsolute(address)) {
    stderr.line(`\nSee the work: git -C ${address} log --oneline -n ${project.commits}${options.branch ? ` ${options.branch}` : ''}`);
  }
}
