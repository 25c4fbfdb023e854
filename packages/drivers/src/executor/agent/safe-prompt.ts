/**
 * The prompt with a first line of ours: to some agents a message that begins with `/` or `!` is a command. NUL ends a text in a shell's variable
 * and means nothing to a model.
 */
export function safePrompt(prompt: string, advice: readonly string[]): string {
  return [`Do the task that is described below, in the current folder, then stop. ${advice.join(' ')}`.trim(), '', prompt]
    .join('\n')
    .replaceAll('\0', '\uFFFD');
}
