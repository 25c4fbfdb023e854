import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError, type ControlAnswer, type InjectionRecord, type StopPlace, isActive } from '@devteam/api';
import type { CommandContext } from '../command-context.ts';
import type { InjectOptions } from '../commands/inject.ts';
import type { Asked } from '../control/asked.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { statusLooks } from '../output/status-look.ts';
import { newTaskOf } from '../tasks/new-task.ts';
import { UsageError } from '../usage-error.ts';
import type { Remote } from './find-remote.ts';

type Askable = Exclude<Asked, 'set_stop_points' | 'clear_stop_points' | 'stop_everything'>;
export const isAskable = (command: Asked): command is Askable =>
  command !== 'set_stop_points' && command !== 'clear_stop_points' && command !== 'stop_everything';

export async function askRemotely(
  { client }: Remote,
  projectId: string,
  { command, task }: { command: Askable; task?: string | undefined },
): Promise<ControlAnswer> {
  const body = { command, ...(task === undefined ? {} : { taskKey: task }) };
  const { currentStatus, desired, executionId, words } = await client.call('controlProject', { params: { projectId }, body });
  return { executionId, status: currentStatus, desired, words, already: false };
}

/** `devteam stop` there: asking for it where nothing runs is no mistake. */
export async function stopRemotely(remote: Remote, projectId: string, keep: boolean, { stdout }: CommandContext): Promise<void> {
  const { status } = await remote.client.call('readAutomationStatus', { params: { projectId } });
  if (!isActive(status)) return stdout.line(`Nothing to stop: ${projectId} is ${statusLooks[status].word}.`);
  const { status: now } = await askRemotely(remote, projectId, { command: keep ? 'stop_keep_work' : 'stop_discard' });
  const work = keep ? 'ended, and its work kept' : 'ended and dropped';
  return stdout.line(
    isActive(now) ? `Asked to stop: ${projectId}. What is under way is ${work}; what was done stays.` : `Stopped: ${projectId}.`,
  );
}

/** `devteam automate` there. */
export async function automateRemotely(
  { client }: Remote,
  projectId: string,
  stopPoints: StopPlace[],
  { stderr, stdout }: CommandContext,
): Promise<void> {
  const { executionId } = await client.call('automateProject', { params: { projectId }, body: { stopPoints } });
  stdout.line(`Started: execution ${executionId} of ${projectId}.`);
  stderr.line(`Follow it with \`devteam watch ${projectId}\`.`);
}

const lookEveryMs = 300;
const patienceMs = 60_000;

/** `devteam inject` there. */
export async function injectRemotely(
  { client }: Remote,
  projectId: string,
  options: InjectOptions,
  context: CommandContext,
): Promise<void> {
  const { stderr, stdout } = context;
  if (options.dryRun) throw new UsageError('a dry run is not done from afar', { next: 'Try it on the page, which shows what would be.' });
  const { acceptanceCriteria, dependencies, description, estimatedDuration, files, priority, title } = newTaskOf(options);
  const { injectionId } = await client.call(
    'requestInjection',
    {
      params: { projectId },
      body: {
        injectionType: options.mode,
        reason: options.reason,
        task: {
          title,
          ...(options.id === undefined ? {} : { id: options.id }),
          ...(description === undefined || description === null ? {} : { description }),
          ...(acceptanceCriteria === undefined ? {} : { acceptanceCriteria: [...acceptanceCriteria] }),
          ...(dependencies === undefined ? {} : { dependencies: [...dependencies] }),
          ...(estimatedDuration === undefined || estimatedDuration === null ? {} : { estimatedDuration }),
          ...(files === undefined ? {} : { files: [...files] }),
          ...(priority === undefined || priority === null ? {} : { priority }),
        },
        ...(options.place === undefined ? {} : { targetPosition: options.place }),
      },
    },
    options.key === undefined ? {} : { key: options.key },
  );
  const until = performance.now() + patienceMs;
  let record: InjectionRecord;
  do {
    record = await client.call('findInjection', { params: { projectId, injectionId } });
    if (record.processedAt !== null || record.status === 'approval') break;
    await sleep(lookEveryMs);
  } while (performance.now() < until);
  if (options.json) stdout.line(jsonLine(record));
  else stdout.line(plainText(`${record.status === 'done' ? 'Put in' : `It is ${record.status}`}: ${record.taskId} «${record.title}».`));
  if (record.status === 'approval')
    stderr.line(`Somebody who may has to approve it: \`devteam injections approve ${projectId} ${injectionId}\`.`);
  if (record.status === 'refused' || record.status === 'rolled_back')
    throw new CodedError('injection_invalid', { place: projectId, why: record.errors.join('; ') });
}
