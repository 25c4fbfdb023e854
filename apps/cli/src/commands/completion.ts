import { Argument, Command } from 'commander';
import type { CommandContext } from '../command-context.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

export const completionCommand = (context: CommandContext): Command =>
  new Command('completion')
    .summary('let the shell complete commands and options')
    .description('Writes a script that completes commands, options and their values in your shell, made of what `--help` shows.')
    .addArgument(new Argument('<shell>', 'whose').choices(shells))
    .addHelpText(
      'after',
      [
        '',
        'In the file that your shell reads at its start:',
        '  bash  source <(devteam completion bash)      # ~/.bashrc; before bash 4: eval "$(devteam completion bash)"',
        '  zsh   source <(devteam completion zsh)       # ~/.zshrc, after compinit',
        '  fish  devteam completion fish | source       # ~/.config/fish/config.fish',
      ].join('\n'),
    )
    .action(async (shell: Shell, _options: unknown, command: Command) => {
      const { completionScript } = await import('../completion/completion-script.ts');
      if (command.parent) context.stdout.line(completionScript(shell, command.parent));
    });
