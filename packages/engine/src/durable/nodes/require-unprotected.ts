import { CodedError } from '@devteam/api';
import type { CollectedFile } from '@devteam/drivers/repository';
import { findChangedScripts } from '../../decisions/verification/protected/changed-scripts.ts';
import { findProtectedChanges } from '../../decisions/verification/protected/protected-changes.ts';
import type { NodeContext } from './node-context.ts';

export interface WorkToLand {
  base: string;
  work: string;
  files: readonly CollectedFile[];
  listPath: string;
  /** Of the checks that the work has to pass. */
  commands: readonly string[];
}

const manifestPath = 'package.json';
const mostBytes = 1024 * 1024;

/** Throws `protected_change` for work that changes what decides about more than its task: CI, hooks, agents' settings, how it is checked itself. */
export async function requireUnprotected(
  { project, repository }: Pick<NodeContext, 'project' | 'repository'>,
  { base, commands, files, listPath, work }: WorkToLand,
  signal: AbortSignal,
): Promise<void> {
  const { allow = [], protect = [] } = project.settings;
  const found = findProtectedChanges(files, { listPath, allow, protect });
  if (!allow.includes(manifestPath) && files.some(({ path }) => path === manifestPath)) {
    const manifestOf = async (commit: string) => {
      const bytes = await repository.readFile(commit, manifestPath, { maxBytes: mostBytes, signal });
      return { manifest: bytes ? new TextDecoder().decode(bytes) : null };
    };
    found.push(...findChangedScripts(commands, await manifestOf(base), await manifestOf(work)));
  }
  const [first] = found;
  if (!first) return;
  throw new CodedError('protected_change', {
    place: [...new Set(found.map(({ path }) => path))].join(', '),
    why: first.words,
    evidence: found.map(({ words }) => words).join('\n'),
  });
}
