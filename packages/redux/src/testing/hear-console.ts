/** Listens to the console, where React and the checks of the toolkit speak; `close` throws if they said anything. */
export function hearConsole(): { close: () => void } {
  const said: string[] = [];
  const { error, warn } = console;
  const hear = (...words: unknown[]) => void said.push(words.map(String).join(' '));
  Object.assign(console, { error: hear, warn: hear });
  return {
    close: () => {
      Object.assign(console, { error, warn });
      if (said.length > 0) throw new Error(`the console said:\n${said.join('\n')}`);
    },
  };
}
