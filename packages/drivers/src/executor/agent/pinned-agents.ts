import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type AgentName = 'aider' | 'codex' | 'opencode';

/** The versions that the executors were tried with. Another one may print, ask or write in other ways. */
interface PinnedAgent {
  /** For people. */
  readonly title: string;
  readonly version: string;
  /** What starts it, in the folder where it is installed; the first that is there counts. */
  readonly programs: (home: string) => string[];
  /** As its files say; undefined if there are none. */
  readonly readVersion: (home: string) => Promise<string | undefined>;
}

const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

export const pinnedAgents: Readonly<Record<AgentName, PinnedAgent>> = {
  aider: {
    title: 'Aider',
    version: '0.86.2',
    // The Python and not the program, whose first line would start a shell.
    programs: (home) => [join(home, 'bin', 'python')],
    readVersion: async (home) => {
      for (const minor of [12, 11, 10]) {
        const text = await readFile(join(home, 'lib', `python3.${minor}`, 'site-packages', 'aider', '_version.py'), 'utf8').catch(() => '');
        const version = /__version__ = version = ['"]([^'"]+)['"]/.exec(text)?.[1];
        if (version !== undefined) return version;
      }
      return undefined;
    },
  },
  codex: {
    title: 'Codex',
    version: '0.169.0',
    programs: (home) => [
      join(home, 'node_modules', '@openai', `codex-${platform}`, 'vendor', codexTarget(), 'bin', 'codex'),
      join(home, 'node_modules', '.bin', 'codex'),
    ],
    readVersion: (home) => packageVersion(join(home, 'node_modules', '@openai', 'codex')),
  },
  opencode: {
    title: 'OpenCode',
    version: '1.18.33',
    programs: (home) => [
      join(home, 'node_modules', `opencode-${platform}`, 'bin', 'opencode'),
      join(home, 'node_modules', '.bin', 'opencode'),
    ],
    readVersion: (home) => packageVersion(join(home, 'node_modules', 'opencode-ai')),
  },
};

async function packageVersion(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as { version?: string }).version;
}

/** As Rust names the machine. */
function codexTarget(): string {
  const processor = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  return process.platform === 'darwin' ? `${processor}-apple-darwin` : `${processor}-unknown-linux-musl`;
}
