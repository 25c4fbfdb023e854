import { type Check, check } from './check.ts';
import type { FileTexts } from './repository-listing.ts';

/** The targets people agree on. Never `install`: with make, that means into the system. */
export function makeChecks(texts: FileTexts): Check[] {
  const makefile = ['GNUmakefile', 'makefile', 'Makefile'].map((name) => texts.get(name)).find((text) => text !== undefined);
  const targets = makefile === undefined ? [] : targetsOf(makefile);
  const checks: Check[] = [];
  if (targets.includes('build')) checks.push(check('build', 'make build'));
  const test = ['test', 'check'].find((name) => targets.includes(name));
  if (test) checks.push(check('test', `make ${test}`));
  return checks;
}

/** `name: …` and `one two: …`, but neither `NAME := value` nor recipe lines, which begin with a tab. */
function targetsOf(makefile: string): string[] {
  return makefile.split('\n').flatMap((line) => {
    const colon = line.indexOf(':');
    const names = line.slice(0, colon).trimEnd();
    return colon < 0 || /^:?:?=/.test(line.slice(colon + 1)) || !/^\w[\w. -]*$/.test(names) ? [] : names.split(/ +/);
  });
}
