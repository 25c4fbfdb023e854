/** Text of files by path; null: it is taken away. */
type Files = Readonly<Record<string, string | null>>;

export interface SeededFault {
  name: string;
  base: Files;
  /** What the attempt changed. */
  work: Files;
  /** `{marks}` becomes a folder outside of the sandbox, where runs can count. */
  check: string;
  timeoutSeconds?: number;
  /** The hypothesis that has to be confirmed; null: none may be. */
  cause: string | null;
  /** What mends it, on top of the work; absent where there is nothing to change, or nobody here could. */
  fix?: Files;
}

const sum = 'export const sum = (a, b) => a + b;\n';
const sumTest = `import assert from 'node:assert';\nimport { sum } from '../src/sum.js';\nassert.equal(sum(2, 3), 5);\n`;
const library: Files = { 'package.json': '{ "type": "module" }\n', 'src/sum.js': sum, 'tests/sum.js': sumTest };
const runTest = 'node tests/sum.js';

const readsConfig: Files = {
  'package.json': '{ "type": "module" }\n',
  'config/app.json': '{ "port": 8080 }\n',
  'src/port.js': `import { readFileSync } from 'node:fs';\nexport const port = JSON.parse(readFileSync('config/app.json', 'utf8')).port;\n`,
  'tests/port.js': `import assert from 'node:assert';\nimport { port } from '../src/port.js';\nassert.equal(typeof port, 'number', 'port has to be a number');\n`,
};

const page: Files = {
  'index.html': '<main id="app"><h1 class="title">Hello</h1></main>\n',
  'check.sh': 'grep -q \'id="app"\' index.html || { echo "error: no element app"; exit 1; }\n',
};

/** Runs of this check are counted outside, so that they can differ on the same tree. */
const counted = (then: string) => `n=$(cat {marks}/n 2>/dev/null || echo 0); n=$((n + 1)); echo $n > {marks}/n; ${then}`;

export const seededFaults: readonly SeededFault[] = [
  // The program itself.
  {
    name: 'a wrong result',
    base: library,
    work: { 'src/sum.js': 'export const sum = (a, b) => a - b;\n' },
    check: runTest,
    cause: 'without-logic',
    fix: { 'src/sum.js': sum },
  },
  {
    name: 'an exception',
    base: library,
    work: { 'src/sum.js': 'export const sum = (a, b) => a.plus(b);\n' },
    check: runTest,
    cause: 'without-logic',
    fix: { 'src/sum.js': sum },
  },
  {
    name: 'a syntax error',
    base: library,
    work: { 'src/sum.js': 'export const sum = (a, b) => a + ;\n' },
    check: runTest,
    cause: 'without-logic',
    fix: { 'src/sum.js': sum },
  },
  {
    name: 'an export that is gone',
    base: library,
    work: { 'src/sum.js': 'export const add = (a, b) => a + b;\n' },
    check: runTest,
    cause: 'without-logic',
    fix: { 'src/sum.js': sum },
  },
  {
    name: 'a file that is not there',
    base: library,
    work: { 'src/sum.js': `export { sum } from './adding.js';\n` },
    check: runTest,
    cause: 'without-logic',
    fix: { 'src/adding.js': sum },
  },
  {
    name: 'a file that was deleted',
    base: library,
    work: { 'src/sum.js': null },
    check: runTest,
    cause: 'without-logic',
    fix: { 'src/sum.js': sum },
  },
  {
    name: 'a loop without an end',
    base: library,
    work: { 'src/sum.js': 'export const sum = (a, b) => { while (a) a = a; return b; };\n' },
    check: runTest,
    timeoutSeconds: 1,
    cause: 'without-logic',
    fix: { 'src/sum.js': sum },
  },
  {
    name: 'a wrong result beside a page',
    base: { ...library, 'index.html': '<p>1</p>\n' },
    work: { 'src/sum.js': 'export const sum = () => 4;\n', 'index.html': '<p>2</p>\n' },
    check: runTest,
    cause: 'without-logic',
    fix: { 'src/sum.js': sum },
  },
  {
    name: 'one of two files',
    base: { ...library, 'src/other.js': 'export const one = 1;\n' },
    work: { 'src/sum.js': 'export const sum = (a) => a;\n', 'src/other.js': 'export const one = 2;\n' },
    check: runTest,
    cause: 'without-logic',
    fix: { 'src/sum.js': sum },
  },
  {
    name: 'a script of the shell',
    base: { 'greet.sh': 'echo hello\n' },
    work: { 'greet.sh': 'echo helo\n' },
    check: 'test "$(sh greet.sh)" = hello || { echo "expected hello"; exit 1; }',
    cause: 'without-logic',
    fix: { 'greet.sh': 'echo hello\n' },
  },
  {
    name: 'Python: a wrong result',
    base: { 'area.py': 'def area(a, b):\n    return a * b\n' },
    work: { 'area.py': 'def area(a, b):\n    return a + b\n' },
    check: 'python3 -c "import area; assert area.area(2, 5) == 10"',
    cause: 'without-logic',
    fix: { 'area.py': 'def area(a, b):\n    return a * b\n' },
  },

  // What is around it.
  {
    name: 'a value of the wrong kind in the configuration',
    base: readsConfig,
    work: { 'config/app.json': '{ "port": "8080" }\n' },
    check: 'node tests/port.js',
    cause: 'without-environment',
    fix: { 'config/app.json': '{ "port": 8080 }\n' },
  },
  {
    name: 'configuration that cannot be read',
    base: readsConfig,
    work: { 'config/app.json': '{ "port": 8080,, }\n' },
    check: 'node tests/port.js',
    cause: 'without-environment',
    fix: { 'config/app.json': '{ "port": 8080 }\n' },
  },
  {
    name: 'configuration that is gone, beside new code',
    base: readsConfig,
    work: { 'config/app.json': null, 'src/extra.js': 'export const extra = 1;\n' },
    check: 'node tests/port.js',
    cause: 'without-environment',
    fix: { 'config/app.json': '{ "port": 8080 }\n' },
  },
  {
    name: 'a line of .env',
    base: { '.env': 'MODE=test\n', 'run.sh': '. ./.env\n[ "$MODE" = test ] || { echo "error: MODE is $MODE"; exit 1; }\n' },
    work: { '.env': 'MODE=live\n' },
    check: 'sh run.sh',
    cause: 'without-environment',
    fix: { '.env': 'MODE=test\n' },
  },
  {
    name: 'YAML',
    base: { 'deploy.yml': 'replicas: 2\n', 'run.sh': 'grep -q "replicas: [1-9]" deploy.yml || { echo "invalid replicas"; exit 1; }\n' },
    work: { 'deploy.yml': 'replicas: none\n' },
    check: 'sh run.sh',
    cause: 'without-environment',
    fix: { 'deploy.yml': 'replicas: 3\n' },
  },
  {
    name: 'a variable that nobody sets',
    base: library,
    work: { 'src/sum.js': `if (!process.env.SUM_API_TOKEN) throw new Error('SUM_API_TOKEN is not set');\n${sum}` },
    check: runTest,
    cause: 'variable',
    fix: { 'src/sum.js': sum },
  },
  {
    name: 'a program that is not there',
    base: { 'build.sh': 'echo built\n' },
    work: { 'build.sh': 'frobnicate --all || exit 1\n' },
    check: 'sh build.sh',
    cause: 'program',
    fix: { 'build.sh': 'echo built\n' },
  },
  {
    name: 'a program of the check that is not there',
    base: library,
    work: { 'check.sh': 'zorptest tests\n' },
    check: '[ ! -f check.sh ] || sh check.sh',
    cause: 'program',
    fix: { 'check.sh': `${runTest}\n` },
  },
  {
    name: 'a wrong Node version',
    base: library,
    work: {
      '.nvmrc': '99\n',
      'src/sum.js': `if (!process.version.startsWith('v99.')) throw new Error('requires Node 99, not ' + process.version);\n${sum}`,
    },
    check: runTest,
    cause: 'versions',
    fix: { '.nvmrc': null, 'src/sum.js': sum },
  },
  {
    name: 'an engine that is not supported',
    base: {
      ...library,
      'check.sh': `wanted=$(sed -n 's/.*"node": ">=\\([0-9]*\\)".*/\\1/p' package.json)\n[ -z "$wanted" ] || [ "$(node -p 'parseInt(process.versions.node)')" -ge "$wanted" ] || { echo "Unsupported engine: wanted node >=$wanted"; exit 1; }\n${runTest}\n`,
    },
    work: { 'package.json': '{ "type": "module", "engines": { "node": ">=99" } }\n' },
    check: 'sh check.sh',
    cause: 'versions',
    fix: { 'package.json': '{ "type": "module" }\n' },
  },
  {
    name: 'the clock zone',
    base: library,
    work: { 'src/sum.js': `if (new Date(0).getHours() === 0) throw new Error('expected another hour');\n${sum}` },
    check: runTest,
    cause: 'clean',
    fix: { 'src/sum.js': sum },
  },

  // What it needs of others.
  {
    name: 'a package that is not installed',
    base: library,
    work: { 'src/sum.js': `import pad from 'left-pad-of-nobody';\nexport const sum = (a, b) => pad(a + b);\n` },
    check: runTest,
    cause: 'module',
    fix: { 'src/sum.js': sum },
  },
  {
    name: 'a package with a scope',
    base: { 'sum.cjs': 'exports.sum = (a, b) => a + b;\n' },
    work: { 'sum.cjs': `require('@acme/of-nobody/sum');\nexports.sum = (a, b) => a + b;\n` },
    check: `node -e "require('./sum.cjs')"`,
    cause: 'module',
    fix: { 'sum.cjs': 'exports.sum = (a, b) => a + b;\n' },
  },
  {
    name: 'Python: a module that is not installed',
    base: { 'area.py': 'def area(a, b):\n    return a * b\n' },
    work: { 'area.py': 'import module_of_nobody\ndef area(a, b):\n    return a * b\n' },
    check: 'python3 -c "import area"',
    cause: 'module',
    fix: { 'area.py': 'def area(a, b):\n    return a * b\n' },
  },
  {
    name: 'a vendored library',
    base: { ...library, 'vendor/add.js': sum, 'src/sum.js': `export { sum } from '../vendor/add.js';\n` },
    work: { 'vendor/add.js': 'export const sum = (a, b) => a * b;\n', 'src/new.js': 'export const one = 1;\n' },
    check: runTest,
    cause: 'without-dependencies',
    fix: { 'vendor/add.js': sum },
  },
  {
    name: 'the manifest',
    base: library,
    work: { 'package.json': '{ "type": "commonjs" }\n', 'src/new.js': 'const one = 1;\n' },
    check: 'grep -q \'"module"\' package.json || { echo "error: not a module"; exit 1; }',
    cause: 'without-dependencies',
    fix: { 'package.json': '{ "type": "module" }\n' },
  },
  {
    name: 'a service that does not answer',
    base: library,
    work: {
      'src/sum.js': `import { connect } from 'node:net';\nconnect(9, '127.0.0.1').on('error', (error) => { console.error(error.message); process.exit(1); });\n${sum}`,
    },
    check: runTest,
    cause: 'service',
    fix: { 'src/sum.js': sum },
  },

  // What is promised outward.
  {
    name: 'a page without its element',
    base: page,
    work: { 'index.html': '<main><h1 class="title">Hello</h1></main>\n' },
    check: 'sh check.sh',
    cause: 'without-interface',
    fix: { 'index.html': '<main id="app"></main>\n' },
  },
  {
    name: 'a style that is gone',
    base: { ...library, 'style.css': '.title { color: red }\n' },
    work: { 'style.css': '.heading { color: red }\n', 'src/sum.js': `${sum}export const one = 1;\n` },
    check: `grep -q '[.]title' style.css || { echo "expected .title"; exit 1; }`,
    cause: 'without-interface',
    fix: { 'style.css': '.title { color: blue }\n' },
  },
  {
    name: 'a test that expects what is not',
    base: library,
    work: { 'tests/sum.js': sumTest.replace('5', '6'), 'src/sum.js': `${sum}export const one = 1;\n` },
    check: runTest,
    cause: 'without-interface',
    fix: { 'tests/sum.js': sumTest },
  },
  {
    name: 'a text in another language',
    base: { 'locales/de.json': '{ "hello": "Hallo" }\n' },
    work: { 'locales/de.json': '{ "hallo": "Hallo" }\n' },
    check: `node -e "if (!require('./locales/de.json').hello) throw new Error('missing text hello')"`,
    cause: 'without-interface',
    fix: { 'locales/de.json': '{ "hello": "Hallo" }\n' },
  },

  // The change is innocent.
  {
    name: 'a flaky test',
    base: library,
    work: { 'src/one.js': 'export const one = 1;\n' },
    check: counted('[ $((n % 2)) = 0 ] || { echo "error: lost a race"; exit 1; }'),
    cause: 'flaky',
    fix: {},
  },
  {
    name: 'a test that failed once',
    base: library,
    work: { 'src/one.js': 'export const one = 1;\n' },
    check: counted('[ $n -gt 1 ] || { echo "Error: cannot connect yet"; exit 1; }'),
    cause: 'flaky',
    fix: {},
  },
  {
    name: 'a red base',
    base: { ...library, 'src/sum.js': 'export const sum = (a, b) => a - b;\n' },
    work: { 'src/one.js': 'export const one = 1;\n' },
    check: runTest,
    cause: 'base',
    fix: { 'src/sum.js': sum },
  },
  {
    name: 'a red base in a file that the change touches',
    base: { ...library, 'style.css': 'BAD\n' },
    work: { 'style.css': 'BAD\n/* more */\n' },
    check: '! grep -n BAD style.css',
    cause: 'base',
    fix: { 'style.css': 'p {}\n' },
  },
  {
    name: 'killed by the host once',
    base: library,
    work: { 'src/one.js': 'export const one = 1;\n' },
    check: counted('[ $n -gt 1 ] || kill -9 $$'),
    cause: 'host',
    fix: {},
  },
  {
    name: 'a host that stood still once',
    base: library,
    work: { 'src/one.js': 'export const one = 1;\n' },
    check: counted('[ $n -gt 1 ] || sleep 5'),
    timeoutSeconds: 1,
    cause: 'host',
    fix: {},
  },
  {
    name: 'a host that kills it every time',
    base: library,
    work: { 'src/one.js': 'export const one = 1;\n' },
    check: 'kill -9 $$',
    cause: 'host',
  },

  // Nobody can tell: the configuration and the program are broken, each in its own way.
  {
    name: 'two causes at once',
    base: readsConfig,
    work: { 'config/app.json': '{ "port": 8080,, }\n', 'src/port.js': 'export const port = missing.port;\n' },
    check: 'node tests/port.js',
    cause: null,
  },
];
