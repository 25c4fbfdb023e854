import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Where somebody is logged in: a server elsewhere, and what lets them in there. */
export const Login = z.object({ address: z.url(), token: z.string().min(1), name: z.string() });
export type Login = z.infer<typeof Login>;

const pathOf = (home: string): string => join(home, 'login.json');

/** undefined: nobody is logged in, or what lies there is none of ours. */
export async function readLogin(home: string): Promise<Login | undefined> {
  try {
    return Login.safeParse(JSON.parse(await readFile(pathOf(home), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Only its owner reads it, from the moment at which it is there. */
export async function writeLogin(home: string, login: Login): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const passing = `${pathOf(home)}.${process.pid}`;
  await writeFile(passing, `${JSON.stringify(login)}\n`, { mode: 0o600 });
  await chmod(passing, 0o600);
  await rename(passing, pathOf(home));
}

export const removeLogin = (home: string): Promise<void> => rm(pathOf(home), { force: true });
