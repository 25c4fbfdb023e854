import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError, type InjectionPreview, type InjectionView, findErrorCode } from '@devteam/api';
import type { NewInjection } from '@devteam/engine/durable';
import { findInjection, listWorkers } from '@devteam/engine/store';
import type { DevTeam } from '@devteam/server';
import type { CommandContext } from '../command-context.ts';
import type { InjectOptions } from '../commands/inject.ts';
import { loginName } from '../local/login-name.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { injectRemotely } from '../remote/act-remotely.ts';
import { atProject } from '../remote/at-project.ts';
import { newTaskOf } from '../tasks/new-task.ts';
import { disturbance } from './injection-words.ts';
import { orderLines } from './order-lines.ts';

/** `devteam inject`. */
export const injectIntoProject = (words: string, options: InjectOptions, context: CommandContext): Promise<void> =>
  atProject(words, context, {
    there: (remote, projectId) => injectRemotely(remote, projectId, options, context),
    here: async (team, projectId) => {
      const wanted = injectionOf(options);
      if (options.dryRun) {
        show(await team.engine.previewInjection(projectId, wanted), options, context);
        return;
      }
      const asked = await team.engine.inject(projectId, wanted);
      const settled = asked.status === 'approval' ? asked : await untilSettled(team, projectId, asked);
      if (options.json) context.stdout.line(jsonLine(settled));
      else tell(projectId, settled, context);
      if (settled.failure)
        throw new CodedError(findErrorCode(settled.failure) ?? 'unexpected', {
          why: settled.failure.why,
          ...(settled.failure.place ? { place: settled.failure.place } : {}),
        });
    },
  });

function injectionOf(options: InjectOptions): NewInjection {
  const { by = loginName(), id, key, mode, place, reason } = options;
  return {
    mode,
    task: newTaskOf(options),
    reason,
    by,
    ...(place === undefined ? {} : { place }),
    ...(id === undefined ? {} : { id }),
    ...(key === undefined ? {} : { key }),
  };
}

function show(preview: InjectionPreview, { json }: InjectOptions, { endWith, stderr, stdout }: CommandContext): void {
  const { interrupts, newOrder, oldOrder, problem, replaces, taskKey } = preview;
  if (problem) endWith(2);
  if (json) {
    stdout.line(jsonLine(preview));
    return;
  }
  const { paint } = stdout;
  if (problem) {
    stdout.line(paint.color('red', `It would be refused: ${plainText(problem.what)}: ${plainText(problem.why)}`));
    stdout.line(`  ${plainText(problem.next)}`);
    return;
  }
  const disturbed = disturbance(interrupts, replaces, 'will be');
  stdout.line(
    `${paint.bold(plainText(preview.title))} would be ${paint.color('green', plainText(taskKey ?? ''))}, ${placeWords(preview)}.`,
  );
  stdout.line(disturbed ? paint.color('amber', `${disturbed}.`) : 'Nothing is interrupted.');
  if (preview.delayMinutes !== null) stdout.line(`What comes after it is done ${preview.delayMinutes} minutes later, by its estimate.`);
  if (preview.needsApproval) stdout.line(paint.color('violet', 'Somebody has to approve it first.'));
  stdout.line();
  const orders = { oldOrder, newOrder, taskKey, addressed: [interrupts?.key, replaces] };
  for (const line of orderLines(orders, { columns: stdout.columns(), paint })) stdout.line(line);
  stderr.line(stderr.paint.faint('Nothing was changed: this was a dry run.'));
}

function placeWords({ startsAs }: InjectionPreview): string {
  if (startsAs === null) return 'and could not start as the list stands, because it waits for what is blocked';
  return startsAs === 1 ? 'and would be next' : `and would be number ${startsAs} of those to come`;
}

const lookEveryMs = 100;
const patienceMs = 60_000;
const staleAfterSeconds = 6;

/** Until it has ended, or nobody is there to carry it out. */
async function untilSettled({ engine }: DevTeam, projectId: string, asked: InjectionView): Promise<InjectionView> {
  const until = performance.now() + patienceMs;
  const isAnybodyThere = async () => (await listWorkers(engine.pool, { staleAfterSeconds })).some((worker) => !worker.stale);
  if (!(await isAnybodyThere())) return asked;
  for (;;) {
    const view = (await findInjection(engine.pool, projectId, asked.injectionId)) ?? asked;
    if (view.endedAt || performance.now() > until) return view;
    await sleep(lookEveryMs);
  }
}

function tell(projectId: string, view: InjectionView, { stderr, stdout }: CommandContext): void {
  const name = plainText(`«${view.title}»`);
  const command = `devteam injections show ${projectId} ${view.injectionId}`;
  switch (view.status) {
    case 'done': {
      stdout.line(`Put in: ${plainText(view.taskKey ?? '')} ${name}, commit ${view.commit?.slice(0, 9)}.`);
      const disturbed = disturbance(view.interrupted, view.replaced, 'was');
      if (disturbed) stderr.line(`${disturbed}.`);
      return;
    }
    case 'approval':
      stdout.line(`Waits for approval: ${name}. \`devteam injections approve ${projectId} ${view.injectionId}\` lets it happen.`);
      return;
    case 'pending':
      stdout.line(`Written down: ${name}. A worker carries it out: start one with \`devteam up\`.`);
      return;
    case 'processing':
    case 'refused':
    case 'canceled':
    case 'rolled_back':
      stderr.line(`See \`${command}\`.`);
  }
}
