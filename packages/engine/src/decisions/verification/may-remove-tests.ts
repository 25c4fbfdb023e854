/** Names that runners and people give to tests, and to what says which tests there are. */
const tests = /(?:^|[/._-])(?:tests?|specs?|__tests__|__snapshots__|e2e|conftest|testing|testdata)(?:[/._-]|$)/i;
const runners =
  /(?:^|\/)(?:(?:vitest|jest|karma|playwright|cypress|mocha|pytest|tox|noxfile|setup|pyproject)\b[^/]*|package\.json|Cargo\.toml|(?:GNU)?[Mm]akefile)$/;
/** Languages whose tests stand among the code. */
const mixed = /\.(?:rs|d|zig|elm)$/;

/**
 * Whether a change could have taken tests away although all that is left passes. Only then, or after a failure, the base has to be looked at: work that adds
 * code beside its tests is not held up.
 */
export const mayRemoveTests = (changedFiles: readonly string[]): boolean =>
  changedFiles.some((path) => tests.test(path) || runners.test(path) || mixed.test(path));
