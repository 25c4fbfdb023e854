/** What PostgreSQL writes into `postmaster.pid`; the file grows line by line while the server starts. */
export interface PostmasterFile {
  pid: number;
  dataDirectory: string;
  port: number | undefined;
  status: 'starting' | 'ready' | 'stopping' | 'standby' | undefined;
}

/** Reads the text of a `postmaster.pid`; undefined when it is empty or damaged (PostgreSQL was cut off while writing it). */
export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  // A single-user server writes its pid as a negative number.
  const pid = Math.abs(Number(lines[0]));
  const dataDirectory = lines[1];
  if (!Number.isSafeInteger(pid) || pid === 0 || !dataDirectory) return undefined;
  const port = Number(lines[3]);
  const status = lines[7];
  return {
    pid,
    dataDirectory,
    port: Number.isSafeInteger(port) && port > 0 && port < 65_536 ? port : undefined,
    status: status === 'starting' || status === 'ready' || status === 'stopping' || status === 'standby' ? status : undefined,
  };
}

/**
 * The same file under another owner. A process that is the new server's parent is always taken for dead by PostgreSQL, so this gets past
 * a pid that was given to a stranger, while the shared memory key on line 7 still keeps two servers from one directory.
 */
export function withPid(text: string, pid: number): string {
  const lines = text.split('\n');
  lines[0] = String(pid);
  return lines.join('\n');
}
