import { cargoChecks } from './cargo-checks.ts';
import type { Check } from './check.ts';
import { goChecks } from './go-checks.ts';
import { makeChecks } from './make-checks.ts';
import { nodeChecks } from './node-checks.ts';
import { pythonChecks } from './python-checks.ts';
import { type FileTexts, type RepositoryFile, hasFile } from './repository-listing.ts';

/**
 * The checks of a repository that names none itself: what its own tools call install, build and test, in this order; empty if nothing is recognised. Where several
 * languages live together each has its own, by the name `test (go)`. A Makefile counts where nothing else has tests, as it mostly calls the same by another name.
 */
export function detectChecks(files: readonly RepositoryFile[], texts: FileTexts): Check[] {
  const byTool: [string, Check[]][] = [
    ['node', hasFile(files, 'package.json') ? nodeChecks(files, texts) : []],
    ['python', pythonChecks(files, texts)],
    ['go', hasFile(files, 'go.mod') ? goChecks(files, texts) : []],
    ['cargo', hasFile(files, 'Cargo.toml') ? cargoChecks(files, texts) : []],
  ];
  if (!byTool.some(([, checks]) => checks.some((one) => one.kind === 'test'))) byTool.push(['make', makeChecks(texts)]);

  const all = byTool.flatMap(([tool, checks]) => checks.map((one) => ({ tool, one })));
  const isShared = (name: string) => all.filter((entry) => entry.one.name === name).length > 1;
  const order = ['install', 'build', 'test'];
  return all
    .map(({ tool, one }) => (isShared(one.name) ? renamed(one, `${one.name} (${tool})`) : one))
    .toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

const renamed = (one: Check, name: string): Check => ({ ...one, name });
