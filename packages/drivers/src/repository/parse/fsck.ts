/**
 * Whether all that `fsck` complains about is form: an old commit with a strange time zone is no damage, and cloning again would bring
 * the same one. Those lines begin with `error in commit …` or `warning in …`, and a `notice` is about the unborn HEAD; an object that cannot be read is `error: …` or `missing …`.
 */
export function isIntact(text: string): boolean {
  return text.split('\n').every((line) => line === '' || /^(?:(?:error|warning) in [a-z]+ [0-9a-f]+|notice): /.test(line));
}
