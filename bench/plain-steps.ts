/** `node plain-steps.ts URL POSTGRES-PID WORKFLOWS STEPS`: DBOS alone, as many workflows at once, each of so many steps that do nothing. */
import { DBOS } from '@dbos-inc/dbos-sdk';
import { difference, readCpuTime } from './cpu-time.ts';

const [databaseUrl = '', postgresPid = '0', workflows = '1', steps = '1'] = process.argv.slice(2);
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
const before = readCpuTime(Number(postgresPid));
await all(Number(workflows));
const seconds = (performance.now() - since) / 1000;
const after = readCpuTime(Number(postgresPid));
const spent = before && after && difference(after, before);
console.log(JSON.stringify({ seconds, processorSeconds: spent && spent.engine + spent.postgres }));
await DBOS.shutdown();
