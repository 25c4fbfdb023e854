import { hostname } from 'node:os';
import { isActive } from '@devteam/api';
import { type ServiceRow, type WorkerRow, listServices, listWorkers, readProjectViews, readWaiting } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import type { StatusOptions } from '../commands/status.ts';
import { progressOfView } from '../follow/project-progress.ts';
import { isAlive } from '../local/is-alive.ts';
import { findProjectByWords } from '../local/find-project.ts';
import { noProjectsError, nothingYet, openForReading } from '../local/open-for-reading.ts';
import { findOpenPages } from '../local/page-file.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { findRemote } from '../remote/find-remote.ts';
import { showRemoteStatus } from '../remote/show-remote-status.ts';
import { statusTable } from '../output/status-table.ts';
import { timeOfDay } from '../output/time-text.ts';
import { projectLines } from './project-lines.ts';

const staleAfterSeconds = 6;

/** `devteam status`. */
export async function showStatus(words: string | undefined, options: StatusOptions, context: CommandContext): Promise<void> {
  const { config, now, stderr, stdout } = context;
  const remote = await findRemote(context);
  if (remote) return showRemoteStatus(remote, { json: options.json, words }, context);
  const database = await openForReading(context);
  const pages = await findOpenPages(config.home);
  try {
    const all = database ? await readProjectViews(database.pool, (_kind, name) => name) : [];
    if (words !== undefined && all.length === 0) throw noProjectsError(context);
    const only =
      words === undefined
        ? null
        : findProjectByWords(
            words,
            all.map(({ name, projectId: id }) => ({ id, name })),
          );
    const views = all.filter(({ projectId }) => only === null || projectId === only);
    const waiting = only !== null && database ? await readWaiting(database.pool, [only]) : [];
    const workers = database ? (await listWorkers(database.pool, { staleAfterSeconds })).filter(isThere) : [];
    const services = database ? await listServices(database.pool, { staleAfterSeconds }) : [];
    if (options.json) {
      const processes = workers.map(({ host, id, pid }) => ({ id, host, pid }));
      stdout.line(
        jsonLine({ projects: views, workers: processes, services, pages: pages.map(({ address, link, pid }) => ({ address, link, pid })) }),
      );
      return;
    }
    if (views.length === 0) {
      stdout.line(nothingYet(context));
      stdout.line('  See it work:   devteam demo');
      stdout.line('  Add a project: devteam projects add <repository> --customer <id>');
    } else if (only === null) for (const line of statusTable(views.map(progressOfView), stdout, now())) stdout.line(line);
    else for (const view of views) for (const line of projectLines(view, waiting, stdout)) stdout.line(line);
    stdout.line();
    for (const page of pages) stdout.line(`Page: ${stdout.paint.color('blue', page.link)}`);
    for (const service of services) if (service.state !== 'up') stdout.line(stdout.paint.color('amber', serviceText(service)));
    const isMoving = views.some(
      (view) => view.execution && isActive(view.execution.status) && view.execution.status !== 'waiting_for_human',
    );
    if (workers.length > 0) stdout.line(`Workers: ${workers.map((worker) => `process ${worker.pid} on ${worker.host}`).join(', ')}`);
    else if (isMoving) stderr.line('Nobody works on it now: `devteam up` goes on where it was.');
    else if (pages.length === 0 && views.length > 0) stdout.line('Nothing runs now; `devteam up` starts the worker and the page.');
  } finally {
    await database?.close();
  }
}

const serviceText = ({ name, next, since, state, why }: ServiceRow): string =>
  plainText(
    [`${name} is ${state} since ${timeOfDay(since)}${why === null ? '' : `: ${why}`}`, next].filter((part) => part !== null).join('; '),
  );

/** A worker that was killed is in the table for some seconds more; of this machine's we know better. */
const isThere = ({ host, pid, stale }: WorkerRow): boolean => !stale && (host !== hostname() || isAlive(pid));
