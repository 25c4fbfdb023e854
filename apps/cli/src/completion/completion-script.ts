import type { Command } from 'commander';
import type { Shell } from '../commands/completion.ts';
import { bashScript } from './bash-script.ts';
import { completionPlaces } from './completion-places.ts';
import { fishScript } from './fish-script.ts';
import { zshScript } from './zsh-script.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

export const completionScript = (shell: Shell, program: Command): string => scripts[shell](completionPlaces(program)).join('\n');
