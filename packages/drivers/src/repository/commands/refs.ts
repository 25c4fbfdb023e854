import { parseRefs } from '../parse/for-each-ref.ts';
import type { GitCommand } from '../git-command.ts';

/** Refs by full name below some prefixes. */
export function listRefs(...prefixes: string[]): GitCommand<Map<string, string>> {
  return {
    args: ['for-each-ref', '--format=%(objectname) %(refname)', ...prefixes],
    parse: ({ stdout }) => parseRefs(stdout.toString('utf8')),
  };
}

export function findRef(ref: string): GitCommand<string | undefined> {
  return { ...listRefs(ref), parse: (output) => listRefs(ref).parse(output).get(ref) };
}

export function setRef(ref: string, commit: string): GitCommand<void> {
  return { args: ['update-ref', '--no-deref', '--', ref, commit], parse: () => {} };
}

export function deleteRef(ref: string): GitCommand<void> {
  return { args: ['update-ref', '--no-deref', '-d', '--', ref], parse: () => {} };
}

export function initialize(): GitCommand<void> {
  // Without a template: no sample hooks, no info/exclude.
  return { args: ['init', '--quiet', '--bare', '--template=', '--initial-branch=main'], parse: () => {} };
}

/** The commits of all refs; undefined if any ref cannot be read, of which git only warns. */
export function checkRefs(): GitCommand<string[] | undefined> {
  return {
    args: ['for-each-ref', '--format=%(objectname)'],
    parse: ({ stdout, stderr }) => (stderr === '' ? stdout.toString('latin1').split('\n').filter(Boolean) : undefined),
  };
}
