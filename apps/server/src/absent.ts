/** For reads whose file may not be there: `readFile(path).catch(absent)`. */
export function absent(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
