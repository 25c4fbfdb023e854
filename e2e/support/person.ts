import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { git } from './git.ts';

/** Gives the new texts of files by path, null for one that is removed; or null altogether if there is nothing to change. */
export type Edit = (read: (path: string) => Promise<string>) => Promise<Record<string, string | null> | null>;

/** Somebody with a clone of their own, who pushes to the branch that the engine works on. */
export interface Person {
  /**
   * Makes an edit on what the branch is now, commits and pushes it; if somebody was quicker, makes it again on what is there then.
   * Gives the commit, or null if there was nothing to change.
   */
  push(edit: Edit, message: string): Promise<string | null>;
}

export async function clonePerson(remote: string, branch: string): Promise<Person> {
  const clone = join(dirname(remote), 'person');
  await git(dirname(remote), 'clone', '-q', '--branch', branch, remote, clone);
  return {
    push: async (edit, message) => {
      for (;;) {
        await git(clone, 'fetch', '-q', 'origin', branch);
        await git(clone, 'reset', '-q', '--hard', 'FETCH_HEAD');
        const files = await edit((path) => readFile(join(clone, path), 'utf8'));
        if (!files) return null;
        for (const [path, text] of Object.entries(files)) {
          await mkdir(dirname(join(clone, path)), { recursive: true });
          await (text === null ? rm(join(clone, path)) : writeFile(join(clone, path), text));
        }
        await git(clone, 'add', '-A');
        await git(clone, 'commit', '-q', '-m', message);
        const commit = await git(clone, 'rev-parse', 'HEAD');
        const isPushed = await git(clone, 'push', '-q', 'origin', `HEAD:${branch}`).then(
          () => true,
          (error: unknown) => {
            if (/rejected|fetch first|cannot lock ref|failed to update ref/.test(String(error))) return false;
            throw error;
          },
        );
        if (isPushed) return commit;
      }
    },
  };
}
