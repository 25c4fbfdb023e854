import type { Hypothesis } from './hypothesis.ts';
import { findNamed, probe, quoted } from './probe.ts';

const nodeModules = [
  /Cannot find (?:module|package) '((?:@[\w.-]+\/)?[\w-][\w.-]*)(?:\/[^']*)?'/,
  /Can't resolve '((?:@[\w.-]+\/)?[\w-][\w.-]*)(?:\/[^']*)?'/,
];
const pythonModules = [/No module named '?([A-Za-z_]\w*)/];
const services = [
  /ECONNREFUSED (?:::1|127\.0\.0\.1|localhost):(\d{1,5})/,
  /connect(?:ion)?(?: to)? (?:127\.0\.0\.1|localhost)[: ](?:port )?(\d{1,5}).*refused/i,
  /refused.*(?:127\.0\.0\.1|localhost):(\d{1,5})/i,
];

/** Rules for what the program needs of others: packages, services. A path of the project itself is no package. */
export function dependencyProbes(symptoms: readonly string[]): Hypothesis[] {
  const found: Hypothesis[] = [];
  const module = findNamed(symptoms, nodeModules);
  if (module !== undefined && !module.startsWith('node:')) found.push(missingNodeModule(module));
  const python = findNamed(symptoms, pythonModules);
  if (python !== undefined) found.push(missingPythonModule(python));
  const port = findNamed(symptoms, services);
  if (port !== undefined) found.push(missingService(port));
  return found;
}

const shows = { statement: 'cannot be loaded:', null: 'can be loaded:' };

export const missingNodeModule = (name: string): Hypothesis =>
  probe({
    id: 'module',
    layer: 'dependencies',
    statement: `the package ${name} is used and not installed`,
    nullHypothesis: `${name} can be loaded`,
    command: `node -e ${quoted(`try { console.log("can be loaded: " + require.resolve(process.argv[1])) } catch (error) { console.log("cannot be loaded: " + process.argv[1] + " " + error.code) }`)} ${quoted(name)}`,
    shows,
  });

export const missingPythonModule = (name: string): Hypothesis =>
  probe({
    id: 'module',
    layer: 'dependencies',
    statement: `the package ${name} is used and not installed`,
    nullHypothesis: `${name} can be loaded`,
    command: `python3 -c ${quoted(`import importlib.util, sys; print(("can be loaded: " if importlib.util.find_spec(sys.argv[1]) else "cannot be loaded: ") + sys.argv[1])`)} ${quoted(name)}`,
    shows,
  });

export const missingService = (port: string): Hypothesis =>
  probe({
    id: 'service',
    layer: 'dependencies',
    statement: `nothing answers at port ${port}`,
    nullHypothesis: `something answers at port ${port}`,
    command: `node -e ${quoted(`const at = require("node:net").connect(Number(process.argv[1]), "127.0.0.1"); at.on("connect", () => { console.log("answers: " + process.argv[1]); at.end() }); at.on("error", (error) => console.log("does not answer: " + process.argv[1] + " " + error.code))`)} ${port}`,
    shows: { statement: 'does not answer:', null: 'answers:' },
  });
