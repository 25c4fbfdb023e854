import { randomUUID } from 'node:crypto';
import { describeFailure, failureOf } from '@devteam/api';
import { interpret } from '@devteam/workflow';
import type { InjectionRequest } from '../../decisions/injection/injection-request.ts';
import { changeInjection, findInjectionRow, inProject } from '../../store/index.ts';
import { advance } from '../advance.ts';
import { failureOfNode } from '../failures.ts';
import { type Command, Fenced } from '../hands.ts';
import { openListEditor } from '../open-list-editor.ts';
import { patiently } from '../patiently.ts';
import { openInjectionJournal } from './injection-journal.ts';
import { type InjectionContext, injectionWorkflow, settleInjection, tell } from './injection-workflow.ts';

/**
 * One injection from its turn to its end. Begun again after a crash it goes on from its steps; never resolves for a worker that lost it
 * to another.
 */
export async function runInjection(command: Command, injectionId: string): Promise<void> {
  const taken = await take(command, injectionId);
  if (!taken) return;
  const { claim, projectId, request } = taken;
  const { at, editor } = await openListEditor(command, projectId);
  const context: InjectionContext = { command, injectionId, projectId, claim, request, editor, at };
  const journal = openInjectionJournal(command, injectionWorkflow, injectionId, context);
  const result = await interpret(injectionWorkflow, { input: { injectionId }, journal });
  const broken = result.nodes.find((node) => node.status === 'failed')?.failure;
  if (result.status !== 'completed') {
    const failure = broken ? failureOfNode(broken) : describeFailure('unexpected', { why: `the injection ended as ${result.status}` });
    await fail(context, failure);
  }
  const after = await patiently(() => findInjectionRow(command.pool, injectionId), command.log);
  if (after && !after.endedAt) throw new Fenced(`Injection ${injectionId} is in other hands`);
  await advance(command, projectId);
}

/** For what no step can have said: the injection ends, and what it held back goes on. */
export async function breakInjection(command: Command, injectionId: string, error: unknown): Promise<void> {
  const taken = await take(command, injectionId);
  if (!taken) return;
  await fail({ command, injectionId, ...taken }, failureOf(error));
  await advance(command, taken.projectId);
}

async function fail(
  context: Pick<InjectionContext, 'claim' | 'command' | 'injectionId' | 'projectId'>,
  failure: ReturnType<typeof failureOf>,
): Promise<void> {
  const { command, injectionId } = context;
  const row = await patiently(() => findInjectionRow(command.pool, injectionId), command.log);
  await settleInjection(context, row?.interrupted ? 'undo' : 'refuse', { failure, ended: true });
}

/** Undefined: it has ended, or is not to be carried out (any more). */
async function take(
  command: Command,
  injectionId: string,
): Promise<{ claim: string; projectId: string; request: InjectionRequest } | undefined> {
  const { log, pool } = command;
  const known = await patiently(() => findInjectionRow(pool, injectionId), log);
  if (!known) return undefined;
  const { projectId } = known;
  const claim = randomUUID();
  const row = await patiently(
    () =>
      inProject(pool, projectId, async (db) => {
        const mine = await changeInjection(db, injectionId, { status: 'processing', claim }, { from: ['pending', 'processing'] });
        if (known.status === 'pending') await tell(db, { projectId }, mine);
        return mine;
      }),
    log,
  );
  return row && { claim, projectId, request: row.request as InjectionRequest };
}
