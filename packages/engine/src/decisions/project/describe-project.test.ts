import { describe, expect, test } from 'vitest';
import { type ProjectDescription, describeProject } from './describe-project.ts';
import { filesToRead } from './files-to-read.ts';

function describeRepository(repository: Readonly<Record<string, string | number>>): ProjectDescription {
  const files = Object.entries(repository).map(([path, text]) => ({ path, size: typeof text === 'number' ? text : text.length }));
  return describeProject(files, new Map(filesToRead(files).map((path) => [path, String(repository[path])])));
}

describe('three stacks', () => {
  test('node', () => {
    const project = describeRepository({
      'package.json': '{"dependencies": {"fastify": "5", "vite": "8"}, "packageManager": "pnpm@9.0.0"}',
      'src/server.ts': 900,
      'src/legacy.js': 500,
      'node_modules/big/index.js': 99_999,
      'dist/server.js': 99_999,
      'README.md': 50,
      '.github/workflows/ci.yml': 10,
      'CONTRIBUTING.md': 'Small functions.\n',
      '.editorconfig': 'root = true\n',
      'AGENTS.md': 'Read CONTRIBUTING.\n',
    });
    expect(project).toEqual({
      type: 'web service',
      mainLanguage: 'TypeScript',
      framework: 'Fastify',
      packageManager: 'pnpm',
      layout: ['src/', 'AGENTS.md', 'CONTRIBUTING.md', 'README.md', 'package.json'],
      conventions: [
        { source: 'AGENTS.md', text: 'Read CONTRIBUTING.\n' },
        { source: 'CONTRIBUTING.md', text: 'Small functions.\n' },
        { source: '.editorconfig', text: 'root = true\n' },
      ],
    });
  });

  test('python', () => {
    const pyproject = '[project]\nname = "tides"\ndependencies = [\n  "fastapi>=0.110",\n  \'uvicorn[standard]\',\n]\n';
    expect(describeRepository({ 'pyproject.toml': pyproject, 'uv.lock': 9, 'tides/height.py': 90, 'web/app.js': 20 })).toMatchObject({
      type: 'web service',
      mainLanguage: 'Python',
      framework: 'FastAPI',
      packageManager: 'uv',
      layout: ['tides/', 'web/', 'pyproject.toml'],
      conventions: [],
    });
    expect(describeRepository({ 'requirements.txt': '# web\nDjango==5.0\n', 'manage.py': 9 })).toMatchObject({
      framework: 'Django',
      packageManager: 'pip',
    });
    expect(describeRepository({ 'pyproject.toml': '[tool.poetry]\n[tool.poetry.scripts]\na = "a:b"\n', 'a.py': 1 })).toMatchObject({
      type: 'command line tool',
      framework: null,
      packageManager: 'poetry',
    });
  });

  test('go and rust', () => {
    const gomod = 'module a\n\nrequire (\n\tgithub.com/labstack/echo/v4 v4.1.0\n)\n';
    expect(describeRepository({ 'go.mod': gomod, 'fee/round.go': 9 })).toMatchObject({
      mainLanguage: 'Go',
      framework: 'Echo',
      packageManager: 'go',
    });
    expect(describeRepository({ 'go.mod': 'module a\n', 'cmd/dispatch/main.go': 9 }).type).toBe('command line tool');
    expect(describeRepository({ 'Cargo.toml': '[dependencies]\naxum = "0.7"\n', 'src/main.rs': 9 })).toMatchObject({
      type: 'web service',
      mainLanguage: 'Rust',
      packageManager: 'cargo',
    });
    expect(describeRepository({ 'Cargo.toml': '[package]\n', 'src/lib.rs': 9 }).type).toBe('library');
  });
});

test('what builds upon another is named, not the other', () => {
  expect(describeRepository({ 'package.json': '{"dependencies": {"react": "19", "next": "15"}}' }).framework).toBe('Next.js');
});

test('a folder of pages is a web site, and markup is its language only if there is no code', () => {
  expect(describeRepository({ 'index.html': 99, 'style.css': 9 })).toMatchObject({
    type: 'web site',
    mainLanguage: 'HTML',
    packageManager: null,
  });
  expect(describeRepository({ 'docs/index.html': 99, 'build.sh': 1 }).mainLanguage).toBe('Shell');
});

test('nothing known is null and empty', () => {
  expect(describeRepository({})).toEqual({
    type: null,
    mainLanguage: null,
    framework: null,
    packageManager: null,
    layout: [],
    conventions: [],
  });
});

test('long lists and texts are cut, and say so', () => {
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`file-${String(n).padStart(2, '0')}`, 1]));
  const { layout, conventions } = describeRepository({ ...many, 'AGENTS.md': 'x'.repeat(7000) });
  expect(layout.slice(-2)).toEqual(['file-38', 'and 11 more']);
  expect(conventions[0]?.text).toMatch(/^x{6000}\n\[1000 more characters are left out\]\n$/);
});

test('files to read are those of the top folder, and not the absurdly large', () => {
  const paths = `.devteam.yml package.json sub/package.json Makefile docs/CONTRIBUTING.md contributing.rst requirements-test.txt requirements;x.txt README.md`;
  const files = paths.split(' ').map((path) => ({ path, size: 10 }));
  expect(filesToRead([...files, { path: 'AGENTS.md', size: 10_000_000 }])).toEqual([
    '.devteam.yml',
    'Makefile',
    'contributing.rst',
    'docs/CONTRIBUTING.md',
    'package.json',
    'requirements-test.txt',
  ]);
});
