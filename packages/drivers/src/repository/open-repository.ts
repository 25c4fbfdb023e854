import { explainSystemError } from './explain-failure.ts';
import { changedFiles, logCommits, patch } from './commands/history.ts';
import { maintain } from './mirror/maintain.ts';
import { openMirror } from './mirror/mirror.ts';
import { findKept, forget, keep } from './mirror/refs.ts';
import { heal, sync } from './mirror/sync.ts';
import { checkout } from './operations/checkout.ts';
import { collect } from './collect/collect.ts';
import { commitMessage, isAncestor, parentsOf, treeOf } from './operations/history.ts';
import { listFiles, requireBounded } from './operations/list-files.ts';
import { mergeTree } from './operations/merge-tree.ts';
import { push } from './operations/push.ts';
import { readFile } from './operations/read-file.ts';
import { readFiles } from './operations/read-files.ts';
import { resolveBranch } from './operations/resolve-branch.ts';
import { writeCommit } from './operations/write-commit.ts';
import { RepositoryError } from './repository-error.ts';
import { keptRef } from './tree/ref-name.ts';
import type { GitCommand } from './git-command.ts';
import type { Cancelable, CommitId, Repository, RepositorySource } from './repository.ts';

const maxDiffBytes = 2 * 1024 ** 2;

/** Touches nothing yet: the first `sync` makes the mirror. Throws `repository_url_refused`. */
export function openRepository(source: RepositorySource): Repository {
  const mirror = openMirror(source);

  const explaining = <Result>(work: () => Promise<Result>): Promise<Result> =>
    work().catch((error: unknown) => {
      throw explainSystemError(error);
    });

  /** Once more after a repair; a second failure is the remote's, or the caller's. */
  const healing = <Result>(work: () => Promise<Result>, options: Cancelable | undefined): Promise<Result> =>
    explaining(async () => {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof RepositoryError && error.code === 'repository_damaged')) throw error;
        await heal(mirror, options);
        return work();
      }
    });

  const read = <Answer>(command: GitCommand<Answer>, options: Cancelable | undefined): Promise<Answer> =>
    healing(() => mirror.run(command, options), options);

  const compare = <Answer>(base: CommitId, commit: CommitId, command: GitCommand<Answer>, options: Cancelable | undefined) =>
    healing(async () => {
      await requireBounded(mirror, [base, commit], options);
      return mirror.run(command, options);
    }, options);

  return {
    directory: mirror.directory,
    sync: (options) => explaining(() => sync(mirror, options)),
    resolveBranch: (name, options) => healing(() => resolveBranch(mirror, name, options), options),
    readFile: (commit, path, { maxBytes, ...options }) =>
      healing(() => readFile(mirror, { commit: checked(commit), path, maxBytes }, options), options),
    readFiles: (files, { maxBytes, ...options }) => healing(() => readFiles(mirror, { files, maxBytes }, options), options),
    listFiles: (commit, options) => healing(() => listFiles(mirror, checked(commit), options), options),
    checkout: (commit, directory, options) => healing(() => checkout(mirror, checked(commit), directory, options), options),
    collect: async (request) => {
      checked(request.base);
      if (request.keepAs !== undefined) keptRef(request.keepAs);
      return healing(() => collect(mirror, request), request);
    },
    mergeTree: async (request) => {
      for (const commit of [request.base, request.ours, request.theirs]) checked(commit);
      return healing(() => mergeTree(mirror, request), request);
    },
    writeCommit: async (request) => {
      if (request.keepAs !== undefined) keptRef(request.keepAs);
      for (const id of [request.tree, request.treeOf, ...request.parents]) if (id !== undefined) checked(id);
      return healing(() => writeCommit(mirror, request), request);
    },
    push: async (request) => {
      for (const commit of [request.commit, request.expected]) if (commit !== null) checked(commit);
      return healing(() => push(mirror, request), request);
    },
    keep: async (ref, commit, { expected, ...options } = {}) => {
      const kept = { ref: keptRef(ref), commit: checked(commit), expected };
      return healing(() => keep(mirror, kept, options), options);
    },
    findKept: async (ref, options) => {
      const kept = keptRef(ref);
      return healing(() => findKept(mirror, kept, options), options);
    },
    forget: async (ref, options) => {
      const kept = keptRef(ref);
      return healing(() => forget(mirror, kept, options), options);
    },
    isAncestor: (ancestor, commit, options) =>
      healing(() => isAncestor(mirror, { ancestor: checked(ancestor), commit: checked(commit) }, options), options),
    changes: async (base, commit, options) => compare(base, commit, changedFiles(checked(base), checked(commit)), options),
    diff: async (base, commit, { maxBytes = maxDiffBytes, ...options } = {}) =>
      compare(base, commit, patch(checked(base), checked(commit), maxBytes), options),
    log: async ({ from, to, limit = 100, ...options }) =>
      read(logCommits({ from: from && checked(from), to: checked(to), limit }), options),
    commitMessage: (commit, options) => healing(() => commitMessage(mirror, checked(commit), options), options),
    treeOf: (commit, options) => healing(() => treeOf(mirror, checked(commit), options), options),
    parentsOf: (commit, options) => healing(() => parentsOf(mirror, checked(commit), options), options),
    maintain: (options) => explaining(() => maintain(mirror, options)),
    close: () => mirror.close(),
  };
}

/** Every id goes onto a command line, where a name could be an option and a ref could move. */
function checked(id: CommitId): CommitId {
  if (/^[0-9a-f]{40}$/.test(id)) return id;
  throw new RepositoryError('unexpected', 'A commit or tree is named by its full id of 40 hexadecimal digits.', {
    evidence: id.slice(0, 100),
  });
}
