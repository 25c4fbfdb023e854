import { isActive } from '@devteam/api';
import { readProjectViews } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import type { UpOptions } from '../commands/up.ts';
import { loadSettings } from '../local/load-settings.ts';
import { type EndSignal, catchSignals } from '../follow/signals.ts';
import { serveTeam } from '../local/serve-page.ts';
import { plainText } from '../output/plain-text.ts';
import { statusLooks } from '../output/status-look.ts';
import { timeOfDay } from '../output/time-text.ts';
import { narrateAll } from './narrate-all.ts';
import { openInBrowser } from './open-in-browser.ts';

/** `devteam up`: worker and page, until somebody ends it. */
export async function bringUp(options: UpOptions, context: CommandContext): Promise<void> {
  const { config, now, stderr, stdout } = context;
  const { http } = await loadSettings();
  const say = (text: string) => stderr.line(`${timeOfDay(new Date(now()))}  ${text}`);
  let end = (_signal: EndSignal) => {};
  const ended = new Promise<EndSignal>((resolve) => (end = resolve));
  const team = await serveTeam(context, {
    host: options.host ?? http.host,
    port: options.port ?? http.port,
    anyPort: false,
  });
  const ending = new AbortController();
  const release = catchSignals(end);
  let narrating: Promise<void> = Promise.resolve();
  try {
    const views = await readProjectViews(team.engine.pool, team.engine.label);
    const moving = views.filter(
      (view) => view.execution && isActive(view.execution.status) && view.execution.status !== 'waiting_for_human',
    );
    for (const { execution, projectId, totals } of moving) {
      say(
        `goes on with ${plainText(projectId)} (${statusLooks[execution?.status ?? 'running'].word}, ${totals.completed} of ${totals.total} tasks done)`,
      );
    }
    if (views.length === 0) say('There is no project yet. Add one with `devteam projects add`, or see `devteam demo`.');
    stdout.line(`Up: ${stdout.paint.color('blue', team.link)}`);
    if (options.open && stdout.isTerminal && config.hasDesktop) openInBrowser(team.link);
    narrating = narrateAll(team.engine, views, context, ending.signal);
    const signal = await Promise.race([ended, narrating.then(() => ended)]);
    say(`Closes (${signal}); what is under way goes on at the next start. Once more ends at once.`);
  } finally {
    ending.abort();
    await narrating.catch(() => undefined);
    await team.close();
    release();
  }
  say('Closed.');
}
