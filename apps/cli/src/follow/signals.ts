export type EndSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

export const signalExitCodes: Record<EndSignal, number> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** Under npm one Ctrl-C comes twice, from the terminal and passed on by npm; nobody presses it again so soon. */
const samePressMs = 600;

/**
 * Gives the first signal to `onFirst`; a second one ends the process at once, whatever hangs. A terminal that is closed and a
 * service manager that stops us count as well. Answers how to let signals through again,
 * which is for when all is closed: before, the other half of the same press would cut the closing off.
 */
export function catchSignals(onFirst: (signal: EndSignal) => void): () => void {
  let firstAt: number | undefined;
  const listeners = (Object.keys(signalExitCodes) as EndSignal[]).map((signal) => {
    const listener = () => {
      if (firstAt === undefined) {
        firstAt = performance.now();
        onFirst(signal);
      } else if (performance.now() - firstAt > samePressMs) process.exit(signalExitCodes[signal]);
    };
    process.on(signal, listener);
    return { signal, listener };
  });
  return () => {
    for (const { signal, listener } of listeners) process.off(signal, listener);
  };
}
