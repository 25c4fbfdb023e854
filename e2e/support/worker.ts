/**
 * One DevTeam process for tests that kill it: `node worker.ts '{"home": …}'`. Prints one JSON line when it is ready, then one for each
 * line that it is told on standard input. When standard input ends, it closes in good order.
 */
import { createInterface } from 'node:readline';
import { startDevTeam } from '@devteam/server';
import type { WorkerAnswer, WorkerCommand, WorkerOptions } from './worker-protocol.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as WorkerOptions;
const answer = (value: WorkerAnswer) => process.stdout.write(`${JSON.stringify(value)}\n`);

// Without `onFenced`, so what a fenced process does is the product's own: it ends with 75.
const devTeam = await startDevTeam({
  ...options,
  http: null,
  log: (level, message) => process.stderr.write(`${new Date().toISOString().slice(11, 23)} ${process.pid} ${level}: ${message}\n`),
});
const { engine } = devTeam;

async function obey(command: WorkerCommand): Promise<unknown> {
  switch (command.do) {
    case 'saveProject':
      return engine.saveProject(command.project);
    case 'automate':
      return engine.automate(command.projectId, command);
    case 'control':
      return engine.control(command.projectId, command.request);
    case 'inject':
      return engine.inject(command.projectId, command.injection);
    case 'stop':
      return engine.stop(command.projectId);
  }
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const { id, ...command } = JSON.parse(line) as WorkerCommand & { id: number };
  obey(command).then(
    (result) => answer({ id, result: result ?? null }),
    (error: unknown) => answer({ id, error: { code: (error as { code?: string }).code ?? null, message: (error as Error).message } }),
  );
});
lines.once('close', () => {
  devTeam.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
answer({ ready: { workerId: engine.workerId, databaseUrl: engine.databaseUrl } });
