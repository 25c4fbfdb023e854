/**
 * Whether something that a test needs is on this machine: what is missing is said aloud and left out, except for what DEVTEAM_REQUIRE
 * names (words with commas between); there it is a failure, so that CI cannot skip anything in silence.
 */
export function available(what: string, isThere: boolean): boolean {
  const required = (process.env['DEVTEAM_REQUIRE'] ?? '').split(',').map((word) => word.trim());
  if (!isThere && required.includes(what)) throw new Error(`DEVTEAM_REQUIRE asks for «${what}», which this machine lacks`);
  if (!isThere) console.log(`left out, because this machine lacks it: ${what}`);
  return isThere;
}
