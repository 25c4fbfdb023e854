import { type Check, check } from './check.ts';
import { isRequirementFile } from './files-to-read.ts';
import { pythonPackageManager } from './package-manager.ts';
import { type FileTexts, type RepositoryFile, hasFile, isGenerated } from './repository-listing.ts';

/** Beside the work folder, so that what is installed never looks like a part of the work. */
const environment = '"$HOME/venv"';

/** Of a project whose tests run by pytest: by a word of its settings, by a `conftest.py`, or by files that only pytest would find. */
export function pythonChecks(files: readonly RepositoryFile[], texts: FileTexts): Check[] {
  const settings = ['pyproject.toml', 'setup.cfg', 'pytest.ini', 'tox.ini', ...requirementFiles(texts)].map(
    (path) => texts.get(path) ?? '',
  );
  const hasTests = files.some(({ path }) => !isGenerated(path) && /(?:^|\/)(?:test_[^/]+|[^/]+_test|conftest)\.py$/.test(path));
  if (!hasTests && !settings.some((text) => /\bpytest\b/.test(text))) return [];

  const manager = pythonPackageManager(files, texts);
  if (manager === 'uv') {
    const uv = `UV_PROJECT_ENVIRONMENT=${environment} uv`;
    return [check('install', `${uv} sync --frozen`), check('test', `${uv} run pytest`)];
  }
  if (manager === 'poetry') return [check('install', 'poetry install --no-interaction'), check('test', 'poetry run pytest')];
  const wanted = [...requirementFiles(texts).map((path) => `-r ${path}`), ...projectItself(files, texts)];
  if (wanted.length === 0) return [check('test', 'python3 -m pytest')];
  const install = `python3 -m venv ${environment} && ${environment}/bin/pip install --quiet ${wanted.join(' ')} pytest`;
  return [check('install', install), check('test', `${environment}/bin/python -m pytest`)];
}

const requirementFiles = (texts: FileTexts) => [...texts.keys()].filter(isRequirementFile).toSorted();

/** The project is installed with its extras for tests, unless its code is found as it lies there and needs nothing. */
function projectItself(files: readonly RepositoryFile[], texts: FileTexts): string[] {
  const pyproject = texts.get('pyproject.toml') ?? '';
  const isPackage = /^\[(?:project|build-system)\]/m.test(pyproject) || hasFile(files, 'setup.py');
  const needsOthers = /^dependencies\s*=\s*\[\s*[^\s\]]/m.test(pyproject) || /install_requires/.test(texts.get('setup.cfg') ?? '');
  if (!isPackage || !(needsOthers || files.some((file) => file.path.startsWith('src/')))) return [];
  const tables = pyproject.split(/^(?=\[[\w".-]+\]\s*$)/m);
  const optional = tables.find((table) => table.startsWith('[project.optional-dependencies]')) ?? '';
  const extras = ['dev', 'test', 'testing', 'tests'].filter((name) => new RegExp(`^${name}\\s*=`, 'm').test(optional));
  return [extras.length === 0 ? '.' : `'.[${extras.join(',')}]'`];
}
