import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { detectChecks } from '../../decisions/project/detect-checks.ts';
import { filesToRead } from '../../decisions/project/files-to-read.ts';
import type { PlannedCheck } from './planned-check.ts';

/** Named checks as they are; without any, those that the tree itself shows (it is our own checkout, no process has touched it yet). */
export async function planChecks(named: PlannedCheck[] | null, directory: string): Promise<PlannedCheck[]> {
  if (named) return named;
  const files: { path: string; size: number }[] = [];
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = join(entry.parentPath, entry.name);
    files.push({ path: relative(directory, full), size: (await stat(full)).size });
  }
  const texts = new Map<string, string>();
  for (const path of filesToRead(files)) texts.set(path, await readFile(join(directory, path), 'utf8'));
  return detectChecks(files, texts);
}
