import { spawn } from 'node:child_process';
import { hostEnvironment } from '../../config.ts';
import type { ServiceRestarter } from './restart-port.ts';

const mostOutput = 2000;

/** A unit of systemd; one of the user with `isUser`. The official unit of Ollama starts again by itself when it ends, but not when it hangs. */
export const systemdRestarter = (unit: string, { isUser = false }: { isUser?: boolean } = {}): ServiceRestarter =>
  commandRestarter(`systemd unit ${unit}`, ['systemctl', ...(isUser ? ['--user'] : []), '--no-ask-password', 'restart', '--', unit]);

/** A service of a compose file. */
export const composeRestarter = (file: string, service: string): ServiceRestarter =>
  commandRestarter(`compose service ${service}`, ['docker', 'compose', '--file', file, 'restart', '--timeout', '10', service]);

/** A container by its name. */
export const containerRestarter = (name: string): ServiceRestarter =>
  commandRestarter(`container ${name}`, ['docker', 'restart', '--time', '10', name]);

function commandRestarter(label: string, [program = '', ...args]: readonly string[]): ServiceRestarter {
  return {
    label,
    restart: (signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const child = spawn(program, args, { env: hostEnvironment(), stdio: ['ignore', 'pipe', 'pipe'], detached: true });
        let output = '';
        const keep = (chunk: Uint8Array) => {
          output = `${output}${Buffer.from(chunk).toString('utf8')}`.slice(-mostOutput);
        };
        child.stdout.on('data', keep);
        child.stderr.on('data', keep);
        const onAbort = () => {
          // With all that it started: docker's plug-ins are processes of their own.
          if (child.pid !== undefined) killGroup(child.pid);
          reject(signal.reason as Error);
        };
        signal.addEventListener('abort', onAbort, { once: true });
        child.once('error', (error) => {
          signal.removeEventListener('abort', onAbort);
          reject(new Error(`the program ${program} cannot be started: ${error.message}`, { cause: error }));
        });
        child.once('close', (code) => {
          signal.removeEventListener('abort', onAbort);
          if (code === 0) resolve();
          else reject(new Error(`\`${[program, ...args].join(' ')}\` ended with ${code ?? 'a signal'}: ${output.trim() || 'no output'}`));
        });
      }),
    close: async () => {},
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
