import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Diagnostic, type ParseOptions, type TaskList, diagnosticCatalogue, parse } from '@devteam/task-list';
import { UsageError } from '../usage-error.ts';

/** `-` stands for standard input, which is read once and never written. */
export const standardInput = '-';

/** The list of a file; one that cannot be opened is an empty list that says so (E001). */
export async function readList(path: string, options: ParseOptions = {}): Promise<TaskList> {
  if (path === standardInput) return parse(await readStandardInput(), options);
  try {
    return parse(await readFile(path), { path, ...options });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return unopened(path, error.code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be opened (${reasonOf(error)})`);
  }
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'syscall' in error;

/** `permission denied` of `EACCES: permission denied, open 'x'`. */
const reasonOf = ({ message }: Error): string => /^\w+: ([^,]*)/.exec(message)?.[1] ?? message;

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function unopened(path: string, what: string): TaskList {
  const diagnostic: Diagnostic = {
    code: 'E001',
    severity: 'error',
    message: `${what}; expected a task list; nothing is read`,
    line: 1,
    col: 1,
    offset: 0,
    length: 0,
    found: path,
    expected: 'a task list',
    hint: diagnosticCatalogue.E001.hint,
  };
  return { ...parse(new Uint8Array()), diagnostics: [diagnostic] };
}

/** What kept the list from being read. */
export const findUnreadable = (list: TaskList): Diagnostic | undefined => list.diagnostics.find(({ code }) => code.startsWith('E0'));

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Puts new bytes in the place of those that were read, all or nothing, with the mode of the file. False: somebody else changed the
 * file meanwhile, and nothing was written. A link stays a link; the file it leads to is written.
 */
export async function replaceFile(path: string, before: Uint8Array, after: Uint8Array): Promise<boolean> {
  try {
    return await replace(await realpath(path), before, after);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UsageError(`${path} cannot be written: ${reasonOf(error)}`, {
      what: 'The list was not changed',
      next: 'Look at the file and its folder: both have to be yours to write, with room on the disk.',
    });
  }
}

/**
 * The temporary file has the same name for all who write this target, so it is a lock as well: between the comparison and the new name
 * nobody who writes in this way comes in between.
 */
async function replace(target: string, before: Uint8Array, after: Uint8Array): Promise<boolean> {
  const { gid, mode, uid } = await stat(target);
  const folder = dirname(target);
  const temporary = join(folder, `.devteam-${digestOf(Buffer.from(basename(target))).slice(0, 16)}.tmp`);
  const file = await openAlone(temporary, mode & 0o7777);
  let isInPlace = false;
  try {
    try {
      await file.writeFile(after);
      // Whoever may not give files away keeps the mode at least.
      await file.chown(uid, gid).catch(() => undefined);
      await file.chmod(mode & 0o7777);
      await file.sync();
    } finally {
      await file.close();
    }
    if (digestOf(await readFile(target)) !== digestOf(before)) return false;
    await rename(temporary, target);
    isInPlace = true;
  } finally {
    if (!isInPlace) await rm(temporary, { force: true });
  }
  await syncFolder(folder);
  return true;
}

/** Writing takes milliseconds: what is so old was left by a process that died. */
const leftAfterMs = 10_000;
const waitMs = 15;

async function openAlone(path: string, mode: number): Promise<FileHandle> {
  for (;;) {
    try {
      return await open(path, 'wx', mode);
    } catch (error) {
      if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
      const { mtimeMs = Date.now() } = (await stat(path).catch(() => undefined)) ?? {};
      if (Date.now() - mtimeMs > leftAfterMs) await rm(path, { force: true });
      else await setTimeout(waitMs);
    }
  }
}

/** So that the new name is there after a power cut as well; some file systems cannot do this. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
