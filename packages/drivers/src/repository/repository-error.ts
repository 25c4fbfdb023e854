/** The codes of the error catalogue that this driver gives. */
export type RepositoryErrorCode =
  | 'repository_unreachable'
  | 'repository_auth_required'
  | 'repository_permission_denied'
  | 'push_refused'
  | 'repository_not_found'
  | 'repository_empty'
  | 'branch_not_found'
  | 'repository_damaged'
  | 'repository_url_refused'
  | 'repository_too_large'
  | 'tree_hostile'
  | 'repository_rate_limited'
  | 'repository_timed_out'
  | 'git_missing'
  | 'git_too_old'
  | 'disk_full'
  | 'unexpected';

export interface RepositoryErrorDetails {
  /** Words of git or of the remote, cut and without secrets. */
  evidence?: string | undefined;
  /** A path in the tree, a ref, or a directory. */
  place?: string | undefined;
  cause?: unknown;
}

export class RepositoryError extends Error {
  readonly code: RepositoryErrorCode;
  readonly evidence?: string;
  readonly place?: string;

  constructor(code: RepositoryErrorCode, message: string, { evidence, place, cause }: RepositoryErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'RepositoryError';
    this.code = code;
    if (evidence !== undefined) this.evidence = evidence;
    if (place !== undefined) this.place = place;
  }
}
