import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CodedError } from '@devteam/api';
import { gitEnvironment } from '../config.ts';

const run = promisify(execFile);

/** Runs git apart from the settings of this machine; answers its standard output. Throws `git_missing`, or an Error with git's words. */
export async function git(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
  try {
    const { stdout } = await run('git', args, { env: { ...gitEnvironment(), ...environment }, maxBuffer: 16 * 1024 * 1024 });
    return stdout.trim();
  } catch (error) {
    const { code, message, stderr } = error as Error & { code?: string | number; stderr?: string };
    if (code === 'ENOENT') throw new CodedError('git_missing', {}, { cause: error });
    throw new Error(`git ${args.join(' ')}: ${stderr?.trim() || message}`, { cause: error });
  }
}
