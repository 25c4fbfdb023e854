/** The one variable of the host that sandboxes are given; `undefined` where the host has none. */
export function readHostPath(): string | undefined {
  return process.env['PATH'];
}
