import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { repositoryName, slug } from '@devteam/api';

/** A path is made absolute, since the worker that clones it may stand elsewhere; any other address stays as it was typed. */
export function repositoryAddress(text: string, cwd: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^[a-z0-9+.-]+::/i.test(text)) return text;
  if (text === '~' || text.startsWith('~/')) return resolve(homedir(), text.slice(2));
  const colon = text.indexOf(':');
  const slash = text.indexOf('/');
  const looksLikeSsh = colon > 0 && (slash === -1 || colon < slash);
  if (text === '' || text.startsWith('-') || (looksLikeSsh && !existsSync(resolve(cwd, text)))) return text;
  return resolve(cwd, text);
}

/** The same repository and branch always get the same id, so that a run which was killed is found again by the next one. */
export function localProjectId(address: string, branch: string | undefined): string {
  const hash = createHash('sha256')
    .update(`${address}\n${branch ?? ''}`)
    .digest('hex');
  return `local/${slug(repositoryName(address))}-${hash.slice(0, 8)}`;
}
