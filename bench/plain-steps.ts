/** `node plain-steps.ts URL WORKFLOWS STEPS`: DBOS alone, as many workflows at once, each of so many steps that do nothing; prints the seconds. */
import { DBOS } from '@dbos-inc/dbos-sdk';

const [databaseUrl = '', workflows = '1', steps = '1'] = process.argv.slice(2);
DBOS.setConfig({ name: 'plain', systemDatabaseUrl: databaseUrl, logLevel: 'error' });
const plain = DBOS.registerWorkflow(
  async () => {
    for (let step = 0; step < Number(steps); step += 1) await DBOS.runStep(() => Promise.resolve(step), { name: `step-${step}` });
  },
  { name: 'plain' },
);
await DBOS.launch();
const all = async (count: number) => {
  const handles = await Promise.all(Array.from({ length: count }, () => DBOS.startWorkflow(plain)()));
  await Promise.all(handles.map((handle) => handle.getResult()));
};
await all(20);
const since = performance.now();
await all(Number(workflows));
console.log(String((performance.now() - since) / 1000));
await DBOS.shutdown();
