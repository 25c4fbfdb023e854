import { access, constants, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CodedError } from '@devteam/api';

/** Makes the directory that everything of this machine's DevTeam lies in, closed to others. Throws `home_not_writable`. */
export async function openHome(home: string): Promise<void> {
  try {
    await makeWithParents(resolve(home));
    await access(home, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CodedError('home_not_writable', { why, place: home }, { cause: error });
  }
}

/** Node's own `recursive` never ends where the parent exists and still nothing can be made in it, as below /proc. */
async function makeWithParents(path: string): Promise<void> {
  const make = async () => {
    try {
      await mkdir(path, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  };
  try {
    await make();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeWithParents(dirname(path));
    await make();
  }
}
