import { matchesPath } from './path-pattern.ts';
import { type ProtectedKind, type ProtectedPath, lockSteps, protectedPaths } from './protected-list.ts';

export interface ChangedPath {
  readonly path: string;
  /** The old path of a renamed file. */
  readonly from?: string | undefined;
}

export interface ProtectionSettings {
  /** The task list of the project; the engine alone writes in it. */
  readonly listPath: string;
  /** More to be protected, with a reason for people. Patterns as in `.gitignore`. */
  readonly protect?: readonly { readonly pattern: string; readonly why: string }[];
  /** What may change although it is protected: patterns that a person of the project gave, never the work. The task list cannot be among them. */
  readonly allow?: readonly string[];
}

export interface ProtectedChange {
  readonly path: string;
  readonly kind: ProtectedKind | 'lock_step' | 'script';
  /** A sentence for people without a full stop. */
  readonly words: string;
}

/** What of a change needs a person before it lands, sorted by path; none if it may land by itself. A rename counts for both of its paths. */
export function findProtectedChanges(changed: readonly ChangedPath[], settings: ProtectionSettings): ProtectedChange[] {
  const { listPath, allow = [], protect = [] } = settings;
  const list: ProtectedPath = { kind: 'task_list', patterns: [`/${listPath}`], why: 'is written by the engine alone' };
  const own = protect.map(({ pattern, why }): ProtectedPath => ({ kind: 'project', patterns: [pattern], why }));
  const paths = [...new Set(changed.flatMap(({ path, from }) => (from === undefined ? [path] : [path, from])))].toSorted();
  const isOf = (path: string, { patterns }: Pick<ProtectedPath, 'patterns'>): boolean =>
    patterns.some((pattern) => matchesPath(pattern, path));
  return paths.flatMap((path): ProtectedChange[] => {
    const isAllowed = allow.some((pattern) => matchesPath(pattern, path));
    const found = [list, ...(isAllowed ? [] : [...own, ...protectedPaths])].find((one) => isOf(path, one));
    if (found) return [{ path, kind: found.kind, words: `${path} changed, which ${found.why}` }];
    return isAllowed ? [] : lockedAlone(path, paths);
  });
}

function lockedAlone(path: string, paths: readonly string[]): ProtectedChange[] {
  const step = lockSteps.find(({ locks }) => locks.some((lock) => matchesPath(lock, path)));
  if (!step || paths.some((other) => step.manifests.some((manifest) => matchesPath(manifest, other)))) return [];
  return [{ path, kind: 'lock_step', words: `${path} changed without ${step.manifests.join(' or ')}, and ${step.why}` }];
}
