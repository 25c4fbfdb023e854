export type EndSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

export const signalExitCodes: Record<EndSignal, number> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * Gives the first signal to `onFirst`; a second one ends the process at once, whatever hangs. A terminal that is closed and a
 * service manager that stops us count as well. Answers how to let signals through again.
 */
export function catchSignals(onFirst: (signal: EndSignal) => void): () => void {
  let count = 0;
  const listeners = (Object.keys(signalExitCodes) as EndSignal[]).map((signal) => {
    const listener = () => {
      count += 1;
      if (count === 1) onFirst(signal);
      else process.exit(signalExitCodes[signal]);
    };
    process.on(signal, listener);
    return { signal, listener };
  });
  return () => {
    for (const { signal, listener } of listeners) process.off(signal, listener);
  };
}
