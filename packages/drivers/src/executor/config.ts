/** Where programs of the host are found. */
export function readHostPath(): string | undefined {
  return process.env['PATH'];
}
