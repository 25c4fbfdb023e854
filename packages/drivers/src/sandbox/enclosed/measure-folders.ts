import { execFile } from 'node:child_process';

/** What a file takes that no file counts: its place in the file system's own books. So a million empty files are not nothing. */
const bytesPerFile = 1024;

/** Bytes on disk of these folders together, by the system's `du`, which is quicker at it than we. Undefined if it could not be counted. */
export async function measureFolders(folders: readonly string[]): Promise<number | undefined> {
  const [kilobytes, files] = await Promise.all([sumUp('-k', folders), sumUp('--inodes', folders)]);
  return kilobytes === undefined ? undefined : kilobytes * 1024 + (files ?? 0) * bytesPerFile;
}

function sumUp(unit: string, folders: readonly string[]): Promise<number | undefined> {
  return new Promise((resolve) => {
    // What is removed while it looks makes it complain and end with 1; its sums are still good.
    execFile('du', ['-s', '-x', unit, '--', ...folders], { maxBuffer: 64 * 1024 * 1024 }, (_, stdout) => {
      const sums = stdout
        .trim()
        .split('\n')
        .map((line) => Number.parseInt(line, 10));
      resolve(sums.every(Number.isFinite) ? sums.reduce((sum, each) => sum + each, 0) : undefined);
    });
  });
}
