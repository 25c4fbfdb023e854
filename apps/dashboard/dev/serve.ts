import { fixtureProjects } from './fixture-projects.ts';
import { fixtureToken, startFixtureServer } from './fixture-server.ts';
import { createWorld } from './fixture-world.ts';

// node apps/dashboard/dev/serve.ts: the built page with five made-up projects, two of which keep talking.
const world = createWorld(fixtureProjects(Date.now()));
const server = await startFixtureServer(world, 4311);
process.stdout.write(`${server.url}/#token=${fixtureToken}\n`);
let count = 0;
setInterval(() => {
  count += 1;
  world.say('acme/webshop', [` ✓ test/part-${count}.test.ts (${(count * 7) % 40} tests) ${(count * 37) % 900} ms`]);
  if (count % 5 === 0) world.say('acme/webshop', ['a module was loaded twice'], { stream: 'stderr', level: 'warn' });
}, 400);
