import type { AgentName } from '../agent/pinned-agents.ts';

export interface NpmPackage {
  /** Below `node_modules`. */
  readonly folder: string;
  /** As a dependency names it. */
  readonly spec: string;
  readonly version: string;
  /** Of its archive, as npm compares it. */
  readonly integrity: string;
}

/**
 * Agents that are programs in packages of npm, by the kind of machine. The packages that choose among these are left out: they need a Node.js where
 * the agent runs, and start more slowly.
 */
export const npmPackages: Readonly<Record<Exclude<AgentName, 'aider'>, Readonly<Record<string, NpmPackage>>>> = {
  codex: {
    'linux-x64': {
      folder: '@openai/codex-linux-x64',
      spec: 'npm:@openai/codex@0.169.0-linux-x64',
      version: '0.169.0-linux-x64',
      integrity: 'sha512-o05NyAOCDygSPRo1yinzxvkRSdmsZyBD9E7mbpmjRanSfM8lypqWtQgEo4XfNkwhuCR2aFu8mlGOsQGFXVbVww==',
    },
    'linux-arm64': {
      folder: '@openai/codex-linux-arm64',
      spec: 'npm:@openai/codex@0.169.0-linux-arm64',
      version: '0.169.0-linux-arm64',
      integrity: 'sha512-NZ/DaQUpcQmxmqee7Z9uC1rzw3GhSbooawcaTe1LN5Yk+WlinUKGdTXJgClRT/9ogQEEM9TWxYzvxPfj5G/xFg==',
    },
    'darwin-x64': {
      folder: '@openai/codex-darwin-x64',
      spec: 'npm:@openai/codex@0.169.0-darwin-x64',
      version: '0.169.0-darwin-x64',
      integrity: 'sha512-K1FKSsSLl9v3z5TeagBQXyQRDBIGB5Jncy5dxsRxwT3aaTqN3AI8VrCfoxBxKMOOU9O2QX1vg7WkBwNVth/s9A==',
    },
    'darwin-arm64': {
      folder: '@openai/codex-darwin-arm64',
      spec: 'npm:@openai/codex@0.169.0-darwin-arm64',
      version: '0.169.0-darwin-arm64',
      integrity: 'sha512-5WsWFBbVP78D+6FvNo1MMVxLPZdmcoQlqVJFrF4qx/TmvneLnMQKtLyXkUo54XOTDfoYKpNouTJ/F7gTVA8FnQ==',
    },
  },
  opencode: {
    'linux-x64': {
      folder: 'opencode-linux-x64',
      spec: '1.18.33',
      version: '1.18.33',
      integrity: 'sha512-q/t/3p2CTxOT9y2kvjesb/LZab2+1eqlhhWA02Be6mjTtmYtNBcBsrI5yDo4Fw7ZSPBW2oyMIGMNRqiKQjiAWw==',
    },
  },
};
