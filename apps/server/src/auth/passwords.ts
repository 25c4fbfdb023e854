import { hash, verify } from '@node-rs/argon2';
import { createLimit } from '../live/limit.ts';

/** Each costs 19 MB and some milliseconds of a thread: a crowd at the door waits for its turn. Argon2id is the library's default. */
const limitHashing = createLimit(2);

export const hashPassword = (password: string): Promise<string> => limitHashing(() => hash(password));

/** Of a password that nobody has: who is not there takes as long as who is. */
let nobodys: Promise<string> | undefined;

export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  nobodys ??= hashPassword('a password that nobody has');
  const compared = stored ?? (await nobodys);
  const fits = await limitHashing(() => verify(compared, password));
  return fits && stored !== undefined;
}
