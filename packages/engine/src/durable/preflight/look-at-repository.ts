import { CodedError, type Failure, type ListState, type PreflightView, describeFailure, failureOf } from '@devteam/api';
import type { Repository } from '@devteam/drivers/repository';
import { parse, taskListPaths } from '@devteam/task-list';
import { listState } from '../../decisions/list-state.ts';
import { checksConfigPath } from '../../decisions/project/checks-config.ts';
import { detectChecks } from '../../decisions/project/detect-checks.ts';
import { filesToRead } from '../../decisions/project/files-to-read.ts';
import type { ProjectSettings } from '../../store/index.ts';
import type { LookedRepository } from './inspected-repository.ts';
import { tipAbove } from '../nodes/branch-tip.ts';
import { configuredChecks } from '../nodes/configured-checks.ts';

export type RepositoryLook = Pick<PreflightView, 'repository' | 'list' | 'listFailure' | 'checks' | 'checksFrom' | 'checksFailure'>;

const mostListBytes = 4 * 1024 * 1024;
const mostFileBytes = 256 * 1024;
const unknown = { list: null, listFailure: null, checks: [], checksFrom: 'none' as const, checksFailure: null };

/** Fetches, and reads what an execution would read first. Rejects never for reasons of the repository: they are a part of the answer. */
export async function lookAtRepository(repository: Repository, wanted: LookedRepository, signal: AbortSignal): Promise<RepositoryLook> {
  const about = { url: wanted.url, branch: wanted.branch, commit: null };
  let at: { branch: string; commit: string };
  try {
    at = await findTip(repository, wanted, signal);
  } catch (error) {
    return { repository: { ...about, failure: signal.aborted ? tooSlow(wanted.url) : failureOf(error) }, ...unknown };
  }
  try {
    const found = { repository: { url: wanted.url, ...at, failure: null } };
    return {
      ...found,
      ...(await lookForList(repository, wanted, at, signal)),
      ...(await lookForChecks(repository, wanted.settings, at.commit, signal)),
    };
  } catch (error) {
    return { repository: { ...about, ...at, failure: signal.aborted ? tooSlow(wanted.url) : failureOf(error) }, ...unknown };
  }
}

const tooSlow = (url: string): Failure => describeFailure('repository_timed_out', { place: url });

async function findTip(repository: Repository, { branch: wanted, settings }: LookedRepository, signal: AbortSignal) {
  const { branches } = await repository.sync({ signal });
  const { branch, commit } = await repository.resolveBranch(wanted ?? undefined, { signal });
  const remote = branches[branch] ?? commit;
  return { branch, commit: await tipAbove(repository, remote, { branch, push: settings.push !== false }, signal) };
}

async function lookForList(
  repository: Repository,
  { settings, taskListPath }: LookedRepository,
  { branch, commit }: { branch: string; commit: string },
  signal: AbortSignal,
): Promise<{ list: ListState | null; listFailure: Failure | null }> {
  const paths = taskListPath === null ? taskListPaths : [taskListPath];
  for (const path of paths) {
    const bytes = await repository.readFile(commit, path, { maxBytes: mostListBytes, signal });
    if (!bytes) continue;
    const list = listState(parse(bytes, { path }), path);
    const fatal = list.remarks.filter(({ code }) => /^E00\d$/.test(code));
    if (fatal.length === 0) return { list, listFailure: null };
    const evidence = fatal.map(({ code, column, line, message }) => `${path}:${line}:${column}: ${code}: ${message}`).join('\n');
    return { list, listFailure: describeFailure('task_list_unreadable', { place: path, evidence }) };
  }
  // The start makes it.
  if (settings.createTaskList === true) return { list: null, listFailure: null };
  const why = `none of these is on the branch: ${paths.join(', ')}`;
  return { list: null, listFailure: describeFailure('task_list_missing', { place: branch, why }) };
}

async function lookForChecks(
  repository: Repository,
  settings: ProjectSettings,
  commit: string,
  signal: AbortSignal,
): Promise<Pick<RepositoryLook, 'checks' | 'checksFrom' | 'checksFailure'>> {
  const files = (await repository.listFiles(commit, { signal })).filter(({ mode }) => mode.startsWith('100'));
  const named = new Set([checksConfigPath, ...filesToRead(files)]);
  const bytes = await repository.readFiles(
    files.filter(({ path }) => named.has(path)),
    { maxBytes: mostFileBytes, signal },
  );
  const decoder = new TextDecoder();
  const texts = new Map([...bytes].map(([path, content]) => [path, decoder.decode(content)]));
  const shown = (checks: readonly { name: string; command: string; kind: 'install' | 'build' | 'test' }[]) =>
    checks.map(({ command, kind, name }) => ({ name, command, kind }));
  try {
    const configured = configuredChecks(settings, texts.get(checksConfigPath));
    if (configured) {
      const checksFrom = settings.checks && settings.checks.length > 0 ? ('settings' as const) : ('file' as const);
      return { checks: shown(configured), checksFrom, checksFailure: null };
    }
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { checks: [], checksFrom: 'file', checksFailure: error.failure };
  }
  const detected = detectChecks(files, texts);
  return detected.length > 0
    ? { checks: shown(detected), checksFrom: 'detected', checksFailure: null }
    : { checks: [], checksFrom: 'none', checksFailure: describeFailure('no_checks') };
}
