import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { etcFileNames, sharedEtcNames } from '../enclosed/etc-files.ts';
import { inside } from '../enclosed/walls.ts';
import { systemFolders } from '../host-programs.ts';
import { type EngineClient, EngineRefusal } from './engine-client.ts';
import { type TarEntry, tarOf } from './tar.ts';

/** With a place in front, which Podman would put there itself. */
const repository = 'localhost/devteam/host-programs';

/**
 * An image of a few empty folders, into which this machine's own programs are mounted read-only. It needs no registry, takes some kilobytes, and is made in a
 * fifth of a second; its content is its tag, so that it is made once. Not for strangers: they see what is installed here. Resolves to its name.
 */
export async function prepareHostImage(engine: EngineClient): Promise<string> {
  const archive = tarOf(entries());
  const tag = createHash('sha256').update(archive).digest('hex').slice(0, 16);
  const name = `${repository}:${tag}`;
  try {
    await engine.call('GET', `/images/${name}/json`);
  } catch (error) {
    if (!(error instanceof EngineRefusal) || error.status !== 404) throw error;
    await engine.call('POST', `/images/create?fromSrc=-&repo=${name}`, archive);
  }
  return name;
}

/** What of this machine is to be seen in it, read-only. */
export const hostFolders = (): string[] =>
  [
    '/usr',
    ...systemFolders().flatMap(({ isLink, name }) => (isLink ? [] : `/${name}`)),
    ...sharedEtcNames.map((name) => `/etc/${name}`),
  ].filter((path) => existsSync(path));

function entries(): TarEntry[] {
  const folder = (path: string): TarEntry => ({ path: path.replace(/^\//, ''), mode: 0o755, kind: 'folder' });
  const places = [inside.nodeFolder, inside.runner, inside.work, inside.home, inside.sockets].flatMap(withParents);
  // `/sbin` stays a real folder: the engine puts its first process there.
  const links = systemFolders().filter(({ isLink, name }) => isLink && name !== 'sbin');
  return [...new Set(['/usr', '/sbin', '/etc', '/proc', '/sys', '/dev', '/tmp', ...places])].map(folder).concat(
    links.map(({ name }): TarEntry => ({ path: name, mode: 0o777, kind: 'link', target: `usr/${name}` })),
    etcFileNames.map((name): TarEntry => ({ path: `etc/${name}`, mode: 0o644, kind: 'file' })),
  );
}

function withParents(path: string): string[] {
  const parts = path.split('/').slice(1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}
