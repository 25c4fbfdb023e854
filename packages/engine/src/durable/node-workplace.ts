import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { getExecutor } from '@devteam/drivers/executor';
import { type Repository, openRepository } from '@devteam/drivers/repository';
import type { SandboxGuard } from '@devteam/drivers/sandbox';
import { remaining } from '../decisions/budgets/budget.ts';
import { type NodeRow, type Project, type Queryable, getProject, readBudgets } from '../store/index.ts';
import { author } from './author.ts';
import { type Equipment, agentOf, anySandbox } from './equipment.ts';
import type { EngineOptions } from './engine.ts';
import type { Hands } from './hands.ts';
import type { NodeLog } from './node-log.ts';
import { openWayOut } from './nodes/way-out.ts';
import type { NodeContext } from './nodes/node-context.ts';
import { openEvidence } from './open-evidence.ts';
import { patiently } from './patiently.ts';
import { projectFolderName } from './project-folder-name.ts';
import { promptConstructorOf } from './prompt-constructor-of.ts';
import { budgetsOf } from './queue-load.ts';
import { findListOf, saveListOf } from './stored-list.ts';
import { meter } from './usage-meter.ts';

export const mirrorDirectory = (home: string, project: Project): string => join(home, 'mirrors', `${projectFolderName(project)}.git`);

/** The mirror of a project in this home, and the login for its remote. */
export const repositoryOpener =
  ({ credential, home }: Pick<EngineOptions, 'credential' | 'home'>) =>
  (project: Project): Repository =>
    openRepository({
      directory: mirrorDirectory(home, project),
      url: project.repositoryUrl,
      ...(credential ? { credential: () => credential(project.repositoryUrl) } : {}),
    });

/** Each run of a node has a folder of its own, named by its claim: whatever lies in there without a live claim is a left-over. */
export const workspaceParent = (home: string, claim: string): string => join(home, 'workspaces', claim);

/** What a real agent does is nobody's guess: where the choice of the sandbox is ours, it keeps it from files and network. */
function requiredGuards({ executor, sandbox, settings }: Project): readonly SandboxGuard[] {
  return settings.sandboxRequires ?? (sandbox === anySandbox && agentOf(executor) !== undefined ? ['files', 'network'] : []);
}

/** What budgets leave for one more run of this task. */
async function readLeft(db: Queryable, { customerId, id }: Project, { taskKey }: NodeRow): Promise<{ tokens?: number; costUsd?: number }> {
  const bound = budgetsOf({ customerId, projectId: id, taskKey }, await readBudgets(db, [id]));
  const { dollars, tokens } = remaining(bound);
  return { ...(tokens === undefined ? {} : { tokens }), ...(dollars === undefined ? {} : { costUsd: dollars }) };
}

/** What a node works with, and the removal of all of it. */
export async function openNodeContext(
  hands: Hands,
  where: { home: string; equipment: Equipment; open: (project: Project) => Promise<Repository> | Repository },
  node: NodeRow,
  claim: string,
  log: NodeLog,
): Promise<{ context: NodeContext; close: () => Promise<void> }> {
  const project = await patiently(() => getProject(hands.pool, node.projectId), hands.log);
  const repository = await where.open(project);
  const parent = workspaceParent(where.home, claim);
  const getSandboxDriver = (image: string | undefined) => where.equipment.getSandbox(project.sandbox, requiredGuards(project), image);
  await mkdir(parent, { mode: 0o711 });
  return {
    context: {
      project,
      repository,
      getSandboxDriver,
      findSandboxGuards: async (image) => where.equipment.findGuards(await getSandboxDriver(image)),
      evidence: openEvidence(hands, project.id),
      executor: getExecutor(project.executor),
      findAgentFolders: () => where.equipment.findAgentFolders(project.executor),
      openWayOut: async ({ model, timeoutSeconds }) => {
        const left = model ? await patiently(() => readLeft(hands.pool, project, node), hands.log) : {};
        const wayOut = await openWayOut(
          { project, say: (text, level) => log.say(text, level) },
          { ...where.equipment, id: claim, needsModel: model, timeoutSeconds, left },
        );
        return wayOut && meter(hands, node, claim, wayOut);
      },
      mapper: agentOf(project.executor) === undefined ? null : where.equipment.maps.of(project),
      getPromptConstructor: () => where.equipment.getPromptConstructor(promptConstructorOf(project)),
      suggestHypotheses: (question, signal) =>
        where.equipment.suggestHypotheses(promptConstructorOf(project), question, { signal, customer: project.customerId }),
      claim,
      workspace: join(parent, 'work'),
      author,
      now: () => new Date(),
      onOutput: (stream, text) => log.output(stream, text),
      say: (text, level) => log.say(text, level),
      findList: findListOf(hands, repository),
      noteList: (commit, list) => hands.knownLists.note(commit, list),
      saveList: saveListOf(hands, repository, node.projectId),
    },
    close: () => rm(parent, { recursive: true, force: true }),
  };
}
