import { describe, expect, test } from 'vitest';
import { detectChecks } from './detect-checks.ts';
import { filesToRead } from './files-to-read.ts';

/** A repository as texts by path; a number is a size of a file whose text nobody needs. */
function checksOf(repository: Readonly<Record<string, string | number>>): string[] {
  const files = Object.entries(repository).map(([path, text]) => ({ path, size: typeof text === 'number' ? text : text.length }));
  const texts = new Map(filesToRead(files).map((path) => [path, String(repository[path])]));
  return detectChecks(files, texts).map((one) => `${one.name}: ${one.command}`);
}

const manifest = (fields: object) => JSON.stringify(fields);

describe('npm', () => {
  const dependent = { dependencies: { a: '1' }, scripts: { test: 'node --test' } };

  test('installs by the lock file only if there is something to install', () => {
    expect(checksOf({ 'package.json': manifest({ scripts: { test: 'node --test' } }), 'package-lock.json': 9 })).toEqual([
      'test: npm test',
    ]);
    expect(checksOf({ 'package.json': manifest(dependent), 'package-lock.json': 9 })).toEqual(['install: npm ci', 'test: npm test']);
    expect(checksOf({ 'package.json': manifest({ workspaces: ['a'], devDependencies: {} }), 'npm-shrinkwrap.json': 9 })).toEqual([
      'install: npm ci',
    ]);
  });

  test('writes no lock file where there is none', () => {
    expect(checksOf({ 'package.json': manifest(dependent) })[0]).toBe('install: npm install --no-package-lock');
  });

  test('builds and tests by scripts, but not by the placeholder of npm init', () => {
    expect(checksOf({ 'package.json': manifest({ scripts: { build: 'tsc', test: 'vitest run', lint: 'x' } }) })).toEqual([
      'build: npm run build',
      'test: npm test',
    ]);
    expect(checksOf({ 'package.json': manifest({ scripts: { test: 'echo "Error: no test specified" && exit 1' } }) })).toEqual([]);
  });

  test.for(['{', '[]', 'null', '{"scripts": 1}', '{"scripts": {"test": {}}}', '{"dependencies": "x"}'])(
    'a manifest like %s has no checks',
    (text) => {
      expect(checksOf({ 'package.json': text })).toEqual([]);
    },
  );
});

describe('pnpm and yarn', () => {
  const scripts = { build: 'tsc', test: 'vitest' };
  const dependencies = { a: '1' };

  test('are known by the manifest before the lock file', () => {
    expect(
      checksOf({ 'package.json': manifest({ scripts, dependencies, packageManager: 'pnpm@9.1.0+sha512.x' }), 'package-lock.json': 9 }),
    ).toEqual(['install: pnpm install --no-lockfile', 'build: pnpm run build', 'test: pnpm test']);
    expect(checksOf({ 'package.json': manifest({ scripts, dependencies }), 'pnpm-lock.yaml': 9 })[0]).toBe(
      'install: pnpm install --frozen-lockfile',
    );
  });

  test('yarn installs in the words of its version', () => {
    const first = (extra: object, files: object) =>
      checksOf({ 'package.json': manifest({ scripts, dependencies, ...extra }), ...files })[0];
    expect(first({}, { 'yarn.lock': 9 })).toBe('install: yarn install --frozen-lockfile');
    expect(first({}, { 'yarn.lock': 9, '.yarnrc.yml': 9 })).toBe('install: yarn install --immutable');
    expect(first({ packageManager: 'yarn@4.5.0' }, { 'yarn.lock': 9 })).toBe('install: yarn install --immutable');
    expect(first({ packageManager: 'yarn@1.22.22' }, {})).toBe('install: yarn install --no-lockfile');
  });
});

describe('python', () => {
  test('runs pytest as it is where nothing has to be installed', () => {
    expect(checksOf({ 'tests/test_height.py': 9, 'tides/height.py': 9 })).toEqual(['test: python3 -m pytest']);
    expect(checksOf({ 'pyproject.toml': '[project]\nname = "a"\ndependencies = []\n[tool.pytest.ini_options]\n', 'a/b.py': 9 })).toEqual([
      'test: python3 -m pytest',
    ]);
  });

  test('installs requirements and the project beside the work folder', () => {
    expect(checksOf({ 'requirements.txt': 'flask\n', 'requirements-dev.txt': 'pytest\n', 'app.py': 9 })).toEqual([
      'install: python3 -m venv "$HOME/venv" && "$HOME/venv/bin/pip" install --quiet -r requirements-dev.txt -r requirements.txt pytest'.replaceAll(
        '/venv/bin/pip"',
        '/venv"/bin/pip',
      ),
      'test: "$HOME/venv"/bin/python -m pytest',
    ]);
    const extras =
      '[project]\nname = "a"\ndependencies = [\n  "httpx",\n]\n[project.optional-dependencies]\ndocs = ["x"]\ntest = [\n  "pytest>8",\n]\n[tool.x]\ndev = 1\n';
    expect(checksOf({ 'pyproject.toml': extras })[0]).toContain(`install --quiet '.[test]' pytest`);
    expect(checksOf({ 'pyproject.toml': '[build-system]\nrequires = []\n', 'src/a/b.py': 9, 'tests/test_a.py': 9 })[0]).toContain(
      '--quiet . pytest',
    );
  });

  test('uses uv and poetry where their lock file is', () => {
    const project = { 'pyproject.toml': '[project]\nname = "a"\n', 'tests/conftest.py': 9 };
    expect(checksOf({ ...project, 'uv.lock': 9 })).toEqual([
      'install: UV_PROJECT_ENVIRONMENT="$HOME/venv" uv sync --frozen',
      'test: UV_PROJECT_ENVIRONMENT="$HOME/venv" uv run pytest',
    ]);
    expect(checksOf({ ...project, 'poetry.lock': 9 })).toEqual(['install: poetry install --no-interaction', 'test: poetry run pytest']);
  });

  test('has no checks without a sign of pytest, and takes no file name into a command', () => {
    expect(checksOf({ 'pyproject.toml': '[project]\nname = "a"\n', 'a.py': 9, 'node_modules/x/test_y.py': 9 })).toEqual([]);
    expect(checksOf({ 'requirements;touch x.txt': 'pytest', 'test_a.py': 9 })).toEqual(['test: python3 -m pytest']);
  });
});

describe('go, cargo and make', () => {
  test('go builds, and tests where there are tests', () => {
    expect(checksOf({ 'go.mod': 'module a\n\ngo 1.23\n', 'main.go': 9 })).toEqual(['build: go build ./...']);
    expect(checksOf({ 'go.mod': 'module a\n\nrequire (\n\tb v1\n)\n', 'fee/round_test.go': 9 })).toEqual([
      'install: go mod download',
      'build: go build ./...',
      'test: go test -json ./...',
    ]);
  });

  test('cargo keeps to its lock file and reaches all members', () => {
    expect(checksOf({ 'Cargo.toml': '[package]\nname = "a"\n', 'src/lib.rs': 9 })).toEqual([
      'build: cargo build --all-targets',
      'test: cargo test',
    ]);
    expect(checksOf({ 'Cargo.toml': '[workspace]\nmembers = ["a"]\n[workspace.dependencies]\nserde = "1"\n', 'Cargo.lock': 9 })).toEqual([
      'install: cargo fetch --locked',
      'build: cargo build --locked --workspace --all-targets',
      'test: cargo test --locked --workspace',
    ]);
  });

  test('make offers build and test, or check, and never install', () => {
    const makefile = 'TEST := x\n.PHONY: build check\nall build: a.o\n\tcc test: x\ninstall:\n\tcp\ncheck::\n\t./run\n';
    expect(checksOf({ Makefile: makefile })).toEqual(['build: make build', 'test: make check']);
    expect(checksOf({ GNUmakefile: 'test:\n\ttrue\n', Makefile: 'build:\n' })).toEqual(['test: make test']);
    expect(checksOf({ Makefile: 'test := 1\ntest ::= 1\ntest:::= 1\n' })).toEqual([]);
  });
});

describe('several tools together', () => {
  test('each has its own checks, installed, built and tested in this order', () => {
    const node = manifest({ dependencies: { a: '1' }, scripts: { build: 'vite build', test: 'vitest' } });
    expect(checksOf({ 'package.json': node, 'package-lock.json': 9, 'go.mod': 'module a\n', 'a_test.go': 9 })).toEqual([
      'install: npm ci',
      'build (node): npm run build',
      'build (go): go build ./...',
      'test (node): npm test',
      'test (go): go test -json ./...',
    ]);
  });

  test('make counts where nothing else has tests', () => {
    const makefile = 'build:\n\ttrue\ntest:\n\tnpm test\n';
    expect(checksOf({ 'package.json': manifest({ scripts: { test: 'node --test' } }), Makefile: makefile })).toEqual(['test: npm test']);
    expect(checksOf({ 'package.json': '{}', Makefile: makefile })).toEqual(['build: make build', 'test: make test']);
  });

  test('nothing known has no checks', () => {
    expect(checksOf({ 'README.md': 'x', 'sub/package.json': '{}', 'sub/Makefile': 'test:\n' })).toEqual([]);
  });
});

test('hostile files cost no time', () => {
  const long = 250_000;
  const startedAt = performance.now();
  checksOf({
    'package.json': '{'.repeat(long),
    Makefile: ' '.repeat(long),
    makefile: `a${' '.repeat(long)}`,
    'go.mod': '\n'.repeat(long),
    'Cargo.toml': `[dependencies]${'\n'.repeat(long)}`,
    'pyproject.toml': `dependencies = [${' '.repeat(long)}`,
    'requirements.txt': '\n'.repeat(long),
    'test_a.py': 9,
  });
  expect(performance.now() - startedAt).toBeLessThan(1000);
});
