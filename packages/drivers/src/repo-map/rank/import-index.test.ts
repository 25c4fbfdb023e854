import { expect, test } from 'vitest';
import { nothingKnown } from '../repo-map.ts';
import { indexImports } from './import-index.ts';

const paths = [
  'packages/api/package.json',
  'packages/api/src/index.ts',
  'packages/api/src/live/client.ts',
  'web/src/ui/Button.tsx',
  'web/src/ui/index.ts',
  'web/src/app.js',
  'tides/__init__.py',
  'tides/board.py',
  'tides/print/line.py',
  'src/lib_py/deep/mod.py',
  'svc/go.mod',
  'svc/fee/round.go',
  'svc/fee/rate.go',
  'svc/fee/round_test.go',
  'svc/main.go',
  'crate/src/lib.rs',
  'crate/src/walk.rs',
  'crate/src/tree/mod.rs',
  'crate/src/tree/node.rs',
  'app/src/main/java/org/example/Desk.java',
  'app/src/main/java/org/example/fees/Round.java',
  'c/include/fee/round.h',
  'c/src/fee.c',
  'c/src/local.h',
  'rb/lib/shop/desk.rb',
  'rb/lib/shop.rb',
];
const names: Record<string, string> = { 'packages/api/package.json': '@shop/api', 'svc/go.mod': 'example.org/svc' };
const index = indexImports(
  paths.map((path) => ({
    path,
    blob: path,
    size: 1,
    facts: names[path]
      ? { ...nothingKnown, definitions: [{ name: names[path], kind: 'package' as const, line: 1, endLine: 1, signature: '' }] }
      : nothingKnown,
  })),
);

test.each([
  ['web/src/app.js', './ui/Button', ['web/src/ui/Button.tsx']],
  ['web/src/app.js', './ui', ['web/src/ui/index.ts']],
  ['web/src/ui/index.ts', './Button.js', ['web/src/ui/Button.tsx']],
  ['web/src/app.js', '@shop/api', ['packages/api/src/index.ts']],
  ['web/src/app.js', '@shop/api/live/client', ['packages/api/src/live/client.ts']],
  ['web/src/app.js', '@/ui/Button', ['web/src/ui/Button.tsx']],
  ['web/src/app.js', 'react', []],
  ['web/src/app.js', '../../../../../../etc/passwd', []],
  ['tides/board.py', '.print.line', ['tides/print/line.py']],
  ['tides/print/line.py', '..board', ['tides/board.py']],
  ['tides/print/line.py', '..', ['tides/__init__.py']],
  ['tides/print/line.py', 'tides.board', ['tides/board.py']],
  ['tides/board.py', 'lib_py.deep.mod', ['src/lib_py/deep/mod.py']],
  ['tides/board.py', 'os', []],
  ['svc/main.go', 'example.org/svc/fee', ['svc/fee/round.go', 'svc/fee/rate.go']],
  ['svc/main.go', 'fmt', []],
  ['crate/src/lib.rs', 'mod:walk', ['crate/src/walk.rs']],
  ['crate/src/lib.rs', 'mod:tree', ['crate/src/tree/mod.rs']],
  ['crate/src/tree/mod.rs', 'mod:node', ['crate/src/tree/node.rs']],
  ['crate/src/tree/node.rs', 'crate::walk::Step', ['crate/src/walk.rs']],
  ['crate/src/walk.rs', 'super::tree::node::Node', ['crate/src/tree/node.rs']],
  ['crate/src/walk.rs', 'std::fs', []],
  ['app/src/main/java/org/example/Desk.java', 'org.example.fees.Round', ['app/src/main/java/org/example/fees/Round.java']],
  ['app/src/main/java/org/example/Desk.java', 'org.example.fees.Round.up', ['app/src/main/java/org/example/fees/Round.java']],
  ['app/src/main/java/org/example/Desk.java', 'java.util.List', []],
  ['c/src/fee.c', 'local.h', ['c/src/local.h']],
  ['c/src/fee.c', 'fee/round.h', ['c/include/fee/round.h']],
  ['c/src/fee.c', 'stdio.h', []],
  ['rb/lib/shop.rb', './shop/desk', ['rb/lib/shop/desk.rb']],
  ['rb/lib/shop/desk.rb', 'shop', ['rb/lib/shop.rb']],
  ['README.md', './x', []],
])('in %s, %s means %j', (from, source, wanted) => {
  expect(index.resolve(from, source)).toEqual(wanted);
});
