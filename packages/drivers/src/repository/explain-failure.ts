import { RepositoryError } from './repository-error.ts';
import type { RepositoryErrorCode } from './repository-error.ts';

interface Symptom {
  pattern: RegExp;
  code: RepositoryErrorCode;
  message: string;
}

/**
 * What git's words mean, most telling first: a full disk breaks everything after it, a limit is often also a 403, and a host that
 * hides private repositories says «not found» where it means «log in».
 */
const symptoms: readonly Symptom[] = [
  {
    pattern: /No space left on device|Disk quota exceeded|ENOSPC/i,
    code: 'disk_full',
    message: 'The disk is full. Make space and start again.',
  },
  {
    pattern: /returned error: 429|rate limit|too many requests|abuse detection/i,
    code: 'repository_rate_limited',
    message: 'The Git host asks us to slow down. Wait and start again.',
  },
  {
    pattern:
      /Authentication failed|could not read (?:Username|Password)|terminal prompts disabled|returned error: 401|Permission denied \([a-z-]*(?:publickey|password|keyboard)/i,
    code: 'repository_auth_required',
    message: 'The repository wants a login, or refuses the one it was given.',
  },
  {
    pattern:
      /returned error: 403|dubious ownership|Write access to repository not granted|insufficient permission|denied to |Permission denied|EACCES|hook declined|protected branch|pre-receive|remote rejected|permission to .* denied/i,
    code: 'repository_permission_denied',
    message: 'The repository refuses this: the login lacks the right, or a rule of the host forbids it.',
  },
  {
    pattern: /returned error: (?:301|302|307|308)|unable to update url base from redirection/i,
    code: 'repository_not_found',
    message: 'The repository has moved to another address. Use the new one.',
  },
  {
    pattern:
      /returned error: (?:404|410)|Repository not found|repository '.*' not found|does not appear to be a git repository|project you were looking for could not be found/i,
    code: 'repository_not_found',
    message: 'There is no repository at this address, or the login may not see it.',
  },
  {
    pattern: /fsck error|hasDotgit|hasDotdot|hasDot\b|gitmodules|fullPathname|badTree|treeNotSorted|duplicateEntries|malformedMode/i,
    code: 'tree_hostile',
    message: 'The repository holds objects that git refuses, because they could act outside of it.',
  },
  {
    pattern:
      /object .* is corrupt|corrupt (?:loose )?object|pack has bad object|did not send all necessary objects|unresolved deltas|inflate|unable to read [0-9a-f]{40}|bad object|missing (?:blob|tree|commit)/i,
    code: 'repository_damaged',
    message: 'Objects of the repository cannot be read, here or at the remote.',
  },
  {
    pattern: /transport '.*' not allowed|protocol '.*' is not supported|remote helper/i,
    code: 'repository_url_refused',
    message: 'The repository uses a transport that is not allowed.',
  },
  {
    pattern: /Operation (?:too slow|timed out)|curl 28\b/i,
    code: 'repository_timed_out',
    message: 'The Git host answered too slowly.',
  },
  {
    pattern:
      /Could not resolve host|Failed to connect|Connection (?:refused|reset|closed|timed)|Couldn't connect|unable to access|Could not read from remote repository|early EOF|remote end hung up|unexpected disconnect|the remote end|RPC failed|Host key verification failed|SSL|TLS|returned error: 5\d\d|Network is unreachable|No route to host|gnutls|curl \d+/i,
    code: 'repository_unreachable',
    message: 'The repository cannot be reached.',
  },
];

/**
 * Objects or refs of our own mirror that cannot be read, or are locked by a git that was killed: whoever writes holds our own lock, so
 * no living git can be in the way. Only said of commands that do not talk to a remote.
 */
const damage =
  /Unable to create '[^']*\.lock': File exists|corrupt|loose object|unable to (?:read|unpack|find|parse|open object)|missing (?:blob|tree|commit|object)|bad (?:object|tree object|index file|signature|pack)|packfile .* (?:cannot|does not|claims)|could not (?:read|parse|open)|not a git repository|failed to (?:read|traverse)|inflate|invalid sha1 pointer|hash mismatch|object file .* is empty|not a valid object|error in object|unpacked size|too short|not a (?:tree|commit|blob|valid)|no such (?:path|object)|cannot read (?:existing object|object)|bad ref|broken|is not a valid/i;

export interface GitFailure {
  what: string;
  exitCode: number;
  stderr: string;
  remote: boolean;
  place: string;
}

/** Git's words as one of our errors. Pure: git is run with LC_ALL=C so that the words are known. */
export function explainFailure({ what, exitCode, stderr, remote, place }: GitFailure): RepositoryError {
  const evidence = tidy(stderr);
  if (/No space left on device/i.test(stderr)) return new RepositoryError('disk_full', symptoms[0]!.message, { evidence, place });
  if (remote) {
    const symptom = symptoms.find(({ pattern }) => pattern.test(stderr));
    if (symptom !== undefined) return new RepositoryError(symptom.code, symptom.message, { evidence, place });
  } else if (damage.test(stderr)) {
    return new RepositoryError('repository_damaged', 'Something in the local mirror cannot be read.', { evidence, place });
  }
  const code = remote ? 'repository_unreachable' : 'unexpected';
  return new RepositoryError(code, `git ${what} failed with exit code ${exitCode}.`, { evidence, place });
}

/** Our own writing fails in the same way as git's. */
export function explainSystemError(error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new RepositoryError('disk_full', symptoms[0]!.message, { place: path, cause: error });
}

const maxEvidence = 2_000;

/** Progress lines end in a carriage return and say nothing. */
function tidy(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.slice(line.lastIndexOf('\r') + 1).trimEnd());
  return lines
    .filter((line) => line !== '')
    .join('\n')
    .slice(0, maxEvidence);
}

/** Replaces every known form of a secret; the words around it stay useful. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}
