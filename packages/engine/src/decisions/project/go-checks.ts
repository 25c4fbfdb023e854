import { type Check, check } from './check.ts';
import type { FileTexts, RepositoryFile } from './repository-listing.ts';

/** Of a project with a go.mod. */
export function goChecks(files: readonly RepositoryFile[], texts: FileTexts): Check[] {
  const checks: Check[] = [];
  if (/^require\b/m.test(texts.get('go.mod') ?? '')) checks.push(check('install', 'go mod download'));
  checks.push(check('build', 'go build ./...'));
  if (files.some((file) => file.path.endsWith('_test.go'))) checks.push(check('test', 'go test -json ./...'));
  return checks;
}
