import { spawn } from 'node:child_process';

/** Opens an address in the person's browser where there is one; whether it worked is theirs to see. */
export function openInBrowser(address: string, platform: NodeJS.Platform = process.platform): void {
  const program = platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(program, [address], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
