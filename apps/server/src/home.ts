import { access, constants, mkdir } from 'node:fs/promises';
import { CodedError } from '@devteam/api';

/** Makes the directory that everything of this machine's DevTeam lies in, closed to others. Throws `home_not_writable`. */
export async function openHome(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    await access(home, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CodedError('home_not_writable', { why, place: home }, { cause: error });
  }
}
