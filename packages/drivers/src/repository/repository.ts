import type { RepositoryLimits } from './limits.ts';

/** A full commit id: 40 lower-case hexadecimal digits. */
export type CommitId = string;

export interface Cancelable {
  /** Ends the git processes of this call and rejects with the signal's reason. Nothing half done stays behind. */
  signal?: AbortSignal | undefined;
}

export interface Credential {
  /** Default `x-access-token`, which GitHub, GitLab and Gitea take together with a token. */
  username?: string;
  /** Token or password. Reaches git by its environment only: never an argument, an address, a file or an error. */
  secret: string;
}

export interface RepositorySource {
  /** Where the bare mirror of this project lives; made if absent. Written by this driver only, never by a sandbox. */
  directory: string;
  /**
   * https, ssh, `file://` or a local path (relative ones are resolved now), http on this machine; anything else is
   * `repository_url_refused`. A local path is its owner's repository: what its hooks do on a push, they do on this machine.
   */
  url: string;
  /** Asked anew before each contact with the remote, because tokens of an hour expire in the middle of an execution. */
  credential?: () => Credential | undefined | Promise<Credential | undefined>;
  limits?: Partial<RepositoryLimits>;
}

export interface Person {
  name: string;
  email: string;
}

export interface SyncRequest extends Cancelable {
  /**
   * false: trusts the mirror and only fetches, for the many syncs of one execution after its first; damage is then found, and repaired,
   * where something is read. Default true.
   */
  examine?: boolean;
}

export interface SyncReport {
  /** There was no mirror before. */
  cloned: boolean;
  /** The mirror was damaged and has been cloned again; what could be read of our own refs came along. */
  repaired: boolean;
  /** `null`: the remote is empty, or its HEAD names a branch that does not exist. */
  defaultBranch: string | null;
  /** Remote branches by name; empty for a repository without commits. */
  branches: Record<string, CommitId>;
}

export interface BranchTip {
  branch: string;
  commit: CommitId;
}

export interface ListedFile {
  /** From the root, with `/`. */
  path: string;
  /** 100644 file, 100755 executable, 120000 link, 160000 submodule. */
  mode: string;
  /** In bytes; 0 for a submodule. */
  size: number;
  object: string;
}

export interface CollectRequest extends Cancelable {
  /** What a sandbox wrote to. No process may still be writing: stop the sandbox first. */
  directory: string;
  base: CommitId;
  message: string;
  author: Person;
  at: Date;
  /**
   * Globs of paths that stay as they are in `base`, whatever was done to them: without a slash a name at any depth
   * (`.aider*`), with one a path from the root (`build/**`). An executor cannot undo them with a `.gitignore`.
   */
  exclude?: readonly string[];
  /** The ref to keep the commit under, in the same step: nothing can come between. As for `keep`. */
  keepAs?: string;
}

export interface ChangedFile {
  path: string;
  /** A change of the executable bit alone is `modified` with no lines. */
  change: 'added' | 'modified' | 'deleted' | 'renamed';
  /** The old path of a renamed file. */
  from?: string;
  /** 0 for binary files. */
  insertions: number;
  deletions: number;
  /** Only present for files that git takes for binary. */
  binary?: true;
}

/** As the directory was found: a file that moved is one deleted and one added. `changes` tells renames and lines. */
export interface CollectedFile {
  path: string;
  /** A change of the executable bit alone, or of a file into a link, is `modified`. */
  change: 'added' | 'modified' | 'deleted';
  /** Only present if what it holds now has a NUL among its first 8000 bytes, where git looks as well. */
  binary?: true;
}

export interface CollectedCommit {
  unchanged?: never;
  commit: CommitId;
  tree: string;
  /** By path. */
  files: CollectedFile[];
}

export type CollectOutcome = CollectedCommit | { unchanged: true };

export interface MergeRequest extends Cancelable {
  /** What both sides grew from. Decides the merge alone, also when history would say otherwise. */
  base: CommitId;
  ours: CommitId;
  theirs: CommitId;
  /** This path is taken from `ours` (also its absence) and cannot conflict: the caller computes its bytes. */
  excludePath?: string;
}

export type MergeOutcome = { tree: string; conflicts?: never } | { tree?: never; conflicts: string[] };

export type WriteCommitRequest = Cancelable & {
  /** Bytes by path. An existing file keeps its mode, a new one gets 100644. */
  replace?: ReadonlyMap<string, Uint8Array>;
  /** Empty for the first commit of an empty repository. */
  parents: readonly CommitId[];
  message: string;
  author: Person;
  at: Date;
  /** As for `collect`. */
  keepAs?: string;
} & (
    | { /** A tree id as `mergeTree` gives it. */ tree: string; treeOf?: never }
    | { tree?: never; treeOf: CommitId }
    | { tree?: never; treeOf?: never; /** Start from nothing. */ empty: true }
  );

export interface PushRequest extends Cancelable {
  commit: CommitId;
  /** Without `refs/heads/`. */
  branch: string;
  /** Where the remote branch was when the work began; `null` if it must not exist yet. */
  expected: CommitId | null;
}

export type PushOutcome =
  | { outcome: 'pushed' | 'already_there' }
  | { outcome: 'moved'; /** Where it is now; `null` if it is gone. */ actual: CommitId | null };

export interface LoggedCommit {
  commit: CommitId;
  parents: CommitId[];
  author: Person;
  at: Date;
  message: string;
}

export interface LogRequest extends Cancelable {
  to: CommitId;
  /** Commits reachable from here are left out. */
  from?: CommitId;
  /** Default 100. */
  limit?: number;
}

export interface DiffText {
  text: string;
  /** The patch was longer than `maxBytes` and is cut. */
  truncated: boolean;
}

/**
 * One project's mirror: a bare repository that belongs to this host, and the only place where git runs. Whatever a sandbox wrote
 * is read byte by byte by our own walker; git never sees that directory, because any configuration in it could run a program.
 *
 * Duties that a lazy implementation gets wrong:
 * - No call depends on what another has checked out: there is no work tree, no index, no HEAD that moves.
 * - Killed at any instruction, the next call goes on: a clone appears whole or not at all, locks of the dead are taken over,
 *   and the orphaned git of a dead owner is ended before its lock files are removed.
 * - Several processes may use one mirror at once, as long as they see each other's process ids (one machine, one container).
 * - An object that cannot be read is repaired by cloning again and the call is repeated once; only then `repository_damaged`.
 * - Reads start no git of their own: one per mirror and process answers them all, one after the other, and sees at once what was
 *   written. A canceled, late or crashed answer never reaches the next caller, and a crash is tried once more.
 * - Errors are `RepositoryError` with a code; a canceled call rejects with the signal's reason instead.
 */
export interface Repository {
  readonly directory: string;

  /**
   * Makes the mirror equal to the remote: clones if absent, checks and repairs if damaged, fetches if anything moved (and transfers
   * only what is missing). One at a time per mirror; others wait. Branches that are gone from the remote are gone afterwards.
   */
  sync(options?: SyncRequest): Promise<SyncReport>;

  /**
   * Where a remote branch was at the last `sync`, or at a `push` of ours that arrived since; without a name the default branch. Errors: `repository_empty`,
   * `branch_not_found` (evidence: the nearest names).
   */
  resolveBranch(name?: string, options?: Cancelable): Promise<BranchTip>;

  /**
   * A file's bytes from the object store, or undefined if the commit has none at this path. A link, a directory or a submodule is
   * `tree_hostile` (nobody wants the target's name for the content), more than `maxBytes` is `repository_too_large`.
   */
  readFile(commit: CommitId, path: string, options: Cancelable & { maxBytes: number }): Promise<Uint8Array | undefined>;

  /**
   * Several files of a listing at once, by path. Links, submodules and files of more than `maxBytes` are left
   * out, as the listing told.
   */
  readFiles(files: readonly ListedFile[], options: Cancelable & { maxBytes: number }): Promise<Map<string, Uint8Array>>;

  /** All entries of a commit, files and links and submodules. `repository_too_large` as soon as a limit is passed, not at the end. */
  listFiles(commit: CommitId, options?: Cancelable): Promise<ListedFile[]>;

  /**
   * Writes the files of a commit into `directory`, which is absent or empty: byte for byte as in the object store, whatever
   * `.gitattributes` asks for, with the executable bit, without `.git`. Links only if they stay inside, else `tree_hostile` and
   * nothing is left. Submodules are left out.
   */
  checkout(commit: CommitId, directory: string, options?: Cancelable): Promise<void>;

  /**
   * Makes what is in `directory` a commit on top of `base`, as `git add -A && git commit` would: files that are new and ignored by
   * a `.gitignore` stay out (ignored directories are not even opened), submodules and `.gitmodules` stay as in `base`. Anything called `.git` is left
   * out; links out of the tree, devices, sockets and pipes are `tree_hostile` with the path. Without `keepAs` the commit is on no ref, and a
   * repair or a `maintain` two weeks later may lose it: `keep` it soon.
   * Same content, message and time give the same commit id.
   */
  collect(request: CollectRequest): Promise<CollectOutcome>;

  /** Three-way merge without a work tree. Conflicts are an answer: the paths, sorted. */
  mergeTree(request: MergeRequest): Promise<MergeOutcome>;

  /** A commit of a known tree with some files' bytes replaced. Same input, same id. */
  writeCommit(request: WriteCommitRequest): Promise<CommitId>;

  /**
   * Moves a remote branch from `expected` to `commit`, a descendant of it, or leaves it alone: if it moved in the meantime that is an
   * answer. Repeating a push that arrived is `already_there`, also when others have built on it since. Refused by a hook or a
   * rule of the remote: `push_refused`, evidence: the remote's words. Without the right to push at all: `repository_permission_denied`.
   */
  push(request: PushRequest): Promise<PushOutcome>;

  /**
   * Keeps a commit from being lost, under `refs/devteam/…` or `refs/heads/task/…` of the mirror; moves the ref if it exists. With
   * `expected` only from there (`null`: it must not exist yet); false: it stands elsewhere and was left alone.
   */
  keep(ref: string, commit: CommitId, options?: Cancelable & { expected?: CommitId | null }): Promise<boolean>;

  findKept(ref: string, options?: Cancelable): Promise<CommitId | undefined>;

  /** Forgetting what was never kept is no error. */
  forget(ref: string, options?: Cancelable): Promise<void>;

  /** Whether `ancestor` is `commit` or one of its ancestors. An id that the mirror does not have is no ancestor. */
  isAncestor(ancestor: CommitId, commit: CommitId, options?: Cancelable): Promise<boolean>;

  /** What changed between two commits, by path, with renames found and lines counted. Starts a git, which `collect` does not need. */
  changes(base: CommitId, commit: CommitId, options?: Cancelable): Promise<ChangedFile[]>;

  /** The patch between two commits as text, renames found. */
  diff(base: CommitId, commit: CommitId, options?: Cancelable & { maxBytes?: number }): Promise<DiffText>;

  /** Newest first. */
  log(request: LogRequest): Promise<LoggedCommit[]>;

  commitMessage(commit: CommitId, options?: Cancelable): Promise<string>;

  /** Id of the tree of a commit: the same files, the same id, whatever the commit says. */
  treeOf(commit: CommitId, options?: Cancelable): Promise<string>;

  /** The commit's own parents, in their order. */
  parentsOf(commit: CommitId, options?: Cancelable): Promise<CommitId[]>;

  /** Packs objects and drops what nothing refers to for two weeks. Slow: call it when the project is idle. */
  maintain(options?: Cancelable): Promise<void>;

  /**
   * Gives up this repository's share in the git that answers reads of the mirror; the last of a process to do so ends it, after what is
   * under way. May be repeated, and need not be called: that git ends by itself two seconds after its last answer, never
   * keeps the program alive, and starts again with the next read. Whoever opens a repository for each small step and closes it
   * after each pays for a new git in each.
   */
  close(): Promise<void>;
}
