import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FoundAgent, findAgent } from '../agent/find-agent.ts';
import { type AgentName, pinnedAgents, platform, stampFile } from '../agent/pinned-agents.ts';
import { readAgentsDirectory } from '../config.ts';
import { ExecutorError } from '../executor-error.ts';
import { findPython } from './find-python.ts';
import { npmPackages } from './npm-packages.ts';
import { runInstaller } from './run-installer.ts';

export interface InstallOptions {
  /** Absolute; the folder of agents of this installation unless told. Each agent has a folder of its own below it. */
  readonly directory?: string | undefined;
  /** For people, a line at a time. */
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

type Installed = Extract<FoundAgent, { found: true }>;

interface Step {
  readonly home: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

const requirements = fileURLToPath(new URL('aider-requirements.txt', import.meta.url));

/**
 * Puts an agent of the known version into a folder of ours, from the package registries that this machine uses. What is there already and whole is
 * left as it is; anything else in its place is replaced. Every file is compared with the hash that is recorded here, and no script of a package runs.
 * Rejects with an `ExecutorError`: `agent_unknown`, `python_missing`, `agent_install_failed`.
 */
export async function installAgent(name: AgentName, options: InstallOptions = {}): Promise<Installed> {
  const directory = options.directory ?? readAgentsDirectory();
  if (!Object.hasOwn(pinnedAgents, name))
    throw new ExecutorError(
      'agent_unknown',
      `There is no agent called ${JSON.stringify(name)}; there are: ${Object.keys(pinnedAgents).join(', ')}.`,
    );
  const agent = pinnedAgents[name];
  const say = options.onProgress ?? (() => {});
  const home = join(directory, name);
  const before = await findAgent(name, directory);
  if (before.found) {
    say(`${agent.title} ${agent.version} is there already: ${home}`);
    return before;
  }
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  say(`${agent.title} ${agent.version} is put into ${home}`);
  const step: Step = { home, say, signal: options.signal };
  await (name === 'aider' ? installWithPip(step) : installWithNpm(name, step));
  await writeFile(join(home, stampFile), `${JSON.stringify({ agent: name, version: agent.version })}\n`);
  const after = await findAgent(name, directory);
  if (!after.found) throw new ExecutorError('agent_install_failed', `${after.why}; its packages were installed all the same.`);
  say(`${agent.title} ${agent.version} is there`);
  return after;
}

async function installWithPip({ home, say, signal }: Step): Promise<void> {
  const found = await findPython();
  if (!('python' in found))
    throw new ExecutorError(
      'python_missing',
      `Aider needs Python 3.10, 3.11 or 3.12 with the modules venv and ensurepip. Tried: ${found.tried.join('; ')}.`,
    );
  say(`with ${found.python}`);
  await run([found.python, '-m', 'venv', home], { home, say, signal });
  const pip = [
    join(home, 'bin', 'python'),
    '-m',
    'pip',
    'install',
    '--no-deps',
    '--only-binary=:all:',
    '--require-hashes',
    '--progress-bar=off',
  ] as const;
  await run([...pip, '-r', requirements], { home, say, signal });
}

/** By a lock file that names this one package and its hash, which npm then insists on. */
async function installWithNpm(name: keyof typeof npmPackages, { home, say, signal }: Step): Promise<void> {
  const found = npmPackages[name][platform];
  if (!found) {
    const known = Object.keys(npmPackages[name]).join(', ');
    throw new ExecutorError(
      'agent_install_failed',
      `No package of ${pinnedAgents[name].title} is recorded for ${platform}, only for ${known}.`,
    );
  }
  const { folder, integrity, spec, version } = found;
  const root = { name: `devteam-${name}`, dependencies: { [folder]: spec } };
  const lock = {
    name: root.name,
    lockfileVersion: 3,
    requires: true,
    packages: { '': root, [`node_modules/${folder}`]: { ...nameIn(spec), version, integrity } },
  };
  await writeFile(join(home, 'package.json'), JSON.stringify({ ...root, private: true }));
  await writeFile(join(home, 'package-lock.json'), JSON.stringify(lock));
  await run(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', `--prefix=${home}`], {
    home,
    say,
    signal,
  });
}

/** A dependency under another name tells its own. */
const nameIn = (spec: string) => {
  const name = /^npm:(.+)@/.exec(spec)?.[1];
  return name === undefined ? {} : { name };
};

async function run(command: readonly [string, ...string[]], { home, say, signal }: Step): Promise<void> {
  const { exitCode, tail } = await runInstaller(command, { cwd: home, signal, onLine: (line) => say(`  ${line}`) });
  signal?.throwIfAborted();
  if (exitCode === 0) return;
  // The whole of it was told as progress; here is what a person looks for first.
  const errors = tail.split('\n').filter((line) => /error/i.test(line));
  const said = (errors.length > 0 ? errors : tail.split('\n').slice(-2)).slice(0, 4).join('; ').slice(0, 400);
  throw new ExecutorError(
    'agent_install_failed',
    `\`${command.slice(0, 4).join(' ')} …\` ended with exit code ${exitCode ?? 'unknown'}: ${said}`,
  );
}
