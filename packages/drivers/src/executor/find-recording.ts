import type { Buffer } from 'node:buffer';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutorFailure } from './executor-port.ts';
import { type RecordedAttempt, nothingRecorded, parseRecordedAttempt } from './recorded-attempt.ts';

export interface Recording extends RecordedAttempt {
  /** Relative to the folder of recordings: `1.3/1.patch`. */
  readonly name: string;
  /** As it lies there: a patch of a file that is not UTF-8 is not UTF-8 either. */
  readonly patch: Buffer;
}

/**
 * The recording of an attempt: `<task>/<attempt>.patch`, or the one of the highest lower number, so that an executor that learns nothing
 * repeats itself; and what the `.json` of the same number says.
 */
export async function findRecording(recordings: string, task: string, attempt: number): Promise<Recording | ExecutorFailure> {
  const folder = folderName(task);
  const files = await readdir(join(recordings, folder)).catch(() => undefined);
  if (!files) return missing(`${join(recordings, folder)} is not there`, await foldersIn(recordings));
  const numbers = files.flatMap((file) => Number(/^([1-9]\d*)\.patch$/.exec(file)?.[1] ?? [])).filter((number) => number <= attempt);
  if (numbers.length === 0) {
    return missing(
      `${join(recordings, folder)} has no patch of attempt ${attempt} or an earlier one`,
      `there are: ${files.toSorted().join(', ')}`,
    );
  }
  const number = Math.max(...numbers);
  const at = (extension: string) => join(recordings, folder, `${number}.${extension}`);
  const patch = await readFile(at('patch'));
  const json = await readFile(at('json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  try {
    const told = json === undefined ? nothingRecorded : parseRecordedAttempt(json);
    return { ...told, name: `${folder}/${number}.patch`, patch };
  } catch (error) {
    const why = `${at('json')} cannot be used: ${(error as Error).message}`;
    return { code: 'recording_invalid', why, evidence: null };
  }
}

/** A task id comes from a stranger's file: it must name a folder right here, and none above. */
export function folderName(taskId: string): string {
  const name = taskId.replaceAll(/[\p{Cc}/\\]/gu, '_');
  return /^\.*$/.test(name) ? '_'.repeat(Math.max(1, name.length)) : name;
}

function missing(why: string, evidence: string): ExecutorFailure {
  return { code: 'recording_missing', why, evidence };
}

async function foldersIn(recordings: string): Promise<string> {
  const entries = await readdir(recordings, { withFileTypes: true }).catch(() => undefined);
  if (!entries) return `there is no folder ${recordings}`;
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return names.length === 0 ? `${recordings} has no folders` : `there are: ${names.toSorted().join(', ')}`;
}
