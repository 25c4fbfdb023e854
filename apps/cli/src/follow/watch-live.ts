import { isActive } from '@devteam/api';
import type { CommandContext } from '../command-context.ts';
import type { WatchOptions } from '../commands/watch.ts';
import { findProjectByWords } from '../local/find-project.ts';
import { noProjectsError } from '../local/open-for-reading.ts';
import { closingTable } from '../output/closing-table.ts';
import { summaryLine } from '../output/summary-line.ts';
import { openSource } from './open-source.ts';
import { exitCodeOf } from './exit-code.ts';
import { catchSignals } from './signals.ts';
import { watchProjects } from './watch-projects.ts';

/** `devteam watch`: detaching is no end of anything, so it ends with 0. */
export async function watchLive(words: readonly string[], { json = false }: WatchOptions, context: CommandContext): Promise<void> {
  const opened = await openSource(context);
  if (!opened) throw noProjectsError(context);
  const { source } = opened;
  const detaching = new AbortController();
  const release = catchSignals(() => detaching.abort());
  try {
    const all = await source.readViews();
    const known = all.map(({ name, projectId }) => ({ id: projectId, name }));
    const wanted = words.map((each) => findProjectByWords(each, known));
    const views = all.filter(
      (view) => (wanted.length === 0 || wanted.includes(view.projectId)) && view.execution !== null && isActive(view.execution.status),
    );
    if (views.length === 0) {
      context.stderr.line(`Nothing is worked on; start it with \`devteam automate ${wanted[0] ?? known[0]?.id ?? '<project>'}\`.`);
      return;
    }
    const executions = new Map(views.map((view) => [view.projectId, view.execution?.executionId ?? '']));
    const projects = await watchProjects({ context, source, views, executions, json, signal: detaching.signal });
    if (detaching.signal.aborted) {
      context.stderr.line('Not watching any more; the work goes on. `devteam watch` shows it again, `devteam stop` ends it.');
      return;
    }
    if (json) context.stdout.line(summaryLine(projects));
    else for (const line of closingTable(projects, context.stdout, context.now())) context.stdout.line(line);
    const [project] = projects;
    if (project && projects.length === 1) context.endWith(exitCodeOf(project));
  } finally {
    await opened.close();
    release();
  }
}
