/**
 * Who may import whom. A room sees itself and what its row names; everything else is an error, and so is a file in no room.
 * The same table stands in ARCHITECTURE.md for people; layers.test.ts plants violations so that this rule cannot turn green by itself.
 */
export const mayImport = {
  'packages/task-list': [],
  'packages/workflow': [],
  'packages/api': [],
  'packages/drivers/src/sandbox': [],
  'packages/drivers/src/executor': [],
  'packages/drivers/src/prompt': [],
  'packages/drivers/src/repository': [],
  'packages/drivers/src/repo-map': [],
  'packages/drivers/src/gateway': [],
  'packages/engine/src/decisions': ['packages/task-list', 'packages/workflow', 'packages/api'],
  'packages/engine/src/store': ['packages/api'],
  'packages/engine/src/embedded': [],
  'packages/engine/src/durable': [
    'packages/engine/src/decisions',
    'packages/engine/src/store',
    'packages/engine/src/embedded',
    'packages/task-list',
    'packages/workflow',
    'packages/drivers',
    'packages/api',
  ],
  'packages/redux': ['packages/api'],
  'apps/server': ['packages/engine', 'packages/drivers', 'packages/api'],
  'apps/cli': ['packages/engine', 'packages/api', 'packages/task-list', 'apps/server', 'examples'],
  'apps/dashboard': ['packages/api', 'packages/redux', 'packages/task-list'],
  examples: [],
  tooling: [],
  bench: ['*'],
  e2e: ['*'],
};

const members = {
  '@devteam/task-list': 'packages/task-list',
  '@devteam/workflow': 'packages/workflow',
  '@devteam/drivers': 'packages/drivers',
  '@devteam/api': 'packages/api',
  '@devteam/engine': 'packages/engine',
  '@devteam/redux': 'packages/redux',
  '@devteam/server': 'apps/server',
  '@devteam/cli': 'apps/cli',
  '@devteam/dashboard': 'apps/dashboard',
};

const rooms = Object.keys(mayImport).toSorted((a, b) => b.length - a.length);
const roomOf = (path) => rooms.find((room) => path.startsWith(`${room}/`));
const allowed = (from, to) => {
  const row = mayImport[from] ?? [];
  return row.includes('*') || row.some((room) => to === room || to.startsWith(`${room}/`));
};

/** A package's subpath (`@devteam/engine/durable`) is the room of that name, where there is one. */
const roomOfModule = (name, file) => {
  if (name.startsWith('.')) return roomOf(new URL(name, `file:///${file}`).pathname.slice(1));
  const [scope, member, subpath] = name.split('/');
  const root = members[`${scope}/${member}`];
  if (!root) return undefined;
  return rooms.find((room) => room === `${root}/src/${subpath}`) ?? root;
};

const layers = {
  create: (context) => {
    const file = context.filename.slice(context.cwd.length + 1);
    const from = roomOf(file);
    const check = (node) => {
      const name = node.source?.value;
      if (typeof name !== 'string') return;
      if (file.endsWith('.test.ts') || file.endsWith('.test.tsx')) return;
      const to = roomOfModule(name, file);
      if (to && from && to !== from && !allowed(from, to)) context.report({ node, message: `${from} may not import ${to}` });
    };
    return {
      Program(node) {
        if (!from && /^(packages|apps)\/[^/]+\/src\//.test(file))
          context.report({ node, message: `${file} lies in no room of tooling/layers.js` });
      },
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

export default { meta: { name: 'house' }, rules: { layers } };
