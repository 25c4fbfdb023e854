import { type Check, check } from './check.ts';
import { type FileTexts, type RepositoryFile, hasFile } from './repository-listing.ts';

/** Of a project with a Cargo.toml. Tests of Rust stand inside of the sources, so there is no telling from names whether there are any. */
export function cargoChecks(files: readonly RepositoryFile[], texts: FileTexts): Check[] {
  const locked = hasFile(files, 'Cargo.lock') ? ' --locked' : '';
  const manifest = texts.get('Cargo.toml') ?? '';
  const members = /^\[workspace\]/m.test(manifest) ? ' --workspace' : '';
  const checks: Check[] = [];
  if (/^\[(?:workspace\.)?(?:dev-|build-)?dependencies(?:\.|\]\s+[\w-])/m.test(manifest))
    checks.push(check('install', `cargo fetch${locked}`));
  checks.push(check('build', `cargo build${locked}${members} --all-targets`), check('test', `cargo test${locked}${members}`));
  return checks;
}
