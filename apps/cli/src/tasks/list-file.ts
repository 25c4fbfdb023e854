import { createHash, randomBytes } from 'node:crypto';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Diagnostic, type ParseOptions, type TaskList, diagnosticCatalogue, parse } from '@devteam/task-list';

/** `-` stands for standard input, which is read once and never written. */
export const standardInput = '-';

/** The list of a file; one that is missing is an empty list that says so (E001). */
export async function readList(path: string, options: ParseOptions = {}): Promise<TaskList> {
  const bytes = await readBytes(path);
  return bytes ? parse(bytes, path === standardInput ? options : { path, ...options }) : missing(path);
}

async function readBytes(path: string): Promise<Uint8Array | undefined> {
  if (path === standardInput) return readStandardInput();
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function missing(path: string): TaskList {
  const diagnostic: Diagnostic = {
    code: 'E001',
    severity: 'error',
    message: `there is no file ${path}; expected a task list; nothing is read`,
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
  const target = await realpath(path);
  const { mode, uid, gid } = await stat(target);
  const folder = dirname(target);
  const temporary = join(folder, `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  const file = await open(temporary, 'wx', mode & 0o7777);
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
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(folder);
  return true;
}

/** So that the new name is there after a power cut as well; some file systems cannot do this. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
