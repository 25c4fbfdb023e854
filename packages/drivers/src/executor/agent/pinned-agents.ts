import { join } from 'node:path';

export type AgentName = 'aider' | 'codex' | 'opencode';

/** The versions that the executors were tried with. Another one may print, ask or write in other ways. */
interface PinnedAgent {
  /** For people. */
  readonly title: string;
  readonly version: string;
  /** What starts it, in the folder where it is installed; the first that is there counts. */
  readonly programs: (home: string) => string[];
}

/** As npm packages of programs name this machine. */
export const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

export const pinnedAgents: Readonly<Record<AgentName, PinnedAgent>> = {
  aider: {
    title: 'Aider',
    version: '0.86.2',
    // The Python and not the program, whose first line would start a shell.
    programs: (home) => [join(home, 'bin', 'python')],
  },
  codex: {
    title: 'Codex',
    version: '0.169.0',
    // The programs themselves: what npm puts in front of them needs a Node.js and starts more slowly.
    programs: (home) => [join(home, 'node_modules', '@openai', `codex-${platform}`, 'vendor', codexTarget(), 'bin', 'codex')],
  },
  opencode: {
    title: 'OpenCode',
    version: '1.18.33',
    programs: (home) => [join(home, 'node_modules', `opencode-${platform}`, 'bin', 'opencode')],
  },
};

/** Written last, when an agent is wholly there. */
export const stampFile = 'devteam-agent.json';

/** As Rust names the machine. */
function codexTarget(): string {
  const processor = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  return process.platform === 'darwin' ? `${processor}-apple-darwin` : `${processor}-unknown-linux-musl`;
}
