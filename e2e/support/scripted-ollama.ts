/** The fake Ollama as a process of its own, to be killed and stopped: `node scripted-ollama.ts PORT`. A line on standard input is the scenario from then on. */
import { createInterface } from 'node:readline';
import { type Scenario, startFakeOllama } from '../../packages/drivers/src/prompt/testing/fake-ollama.ts';

const server = await startFakeOllama({ port: Number(process.argv[2]) });
createInterface({ input: process.stdin }).on('line', (scenario) => server.always(scenario as Scenario));
process.stdout.write(`${server.port}\n`);
