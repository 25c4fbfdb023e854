import { PromptError } from '../prompt-error.ts';

export interface FairQueue {
  /** Waits for its turn, then works. Rejects with `model_busy` if too many wait already, with the signal's reason if that comes first. */
  run<T>(customer: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  readonly running: number;
  readonly waiting: number;
}

interface Waiter {
  start: () => void;
}

/**
 * A queue of our own in front of a server that answers one at a time: in the server's, a prompt would have used up its time before its turn, and a customer
 * with a hundred tasks would keep all others waiting. Customers take turns, one prompt each; within a customer who came first goes first.
 */
export function createFairQueue(
  where: string,
  { slots, mostPerCustomer, most }: { slots: number; mostPerCustomer: number; most: number },
): FairQueue {
  /** By customer, in the order of their turns. */
  const lines = new Map<string, Waiter[]>();
  let running = 0;

  const waiting = () => lines.values().reduce((sum, line) => sum + line.length, 0);
  const leave = (customer: string, waiter: Waiter) => {
    const line = lines.get(customer)?.filter((each) => each !== waiter) ?? [];
    if (line.length === 0) lines.delete(customer);
    else lines.set(customer, line);
  };
  const startNext = () => {
    const [turn] = lines;
    if (!turn || running >= slots) return;
    const [customer, [first, ...others]] = turn;
    lines.delete(customer);
    // Back to the end, behind all who had no turn since.
    if (others.length > 0) lines.set(customer, others);
    running += 1;
    first?.start();
  };
  const turnOf = (customer: string, signal: AbortSignal): Promise<void> => {
    const line = lines.get(customer) ?? [];
    if (line.length >= mostPerCustomer || waiting() >= most)
      throw new PromptError('model_busy', `${where} has ${waiting()} prompts waiting already, ${line.length} of them of this customer.`);
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        leave(customer, waiter);
        reject(signal.reason as Error);
      };
      const waiter: Waiter = {
        start: () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      lines.set(customer, [...line, waiter]);
      startNext();
    });
  };
  return {
    async run(customer, signal, work) {
      signal.throwIfAborted();
      await turnOf(customer, signal);
      try {
        return await work();
      } finally {
        running -= 1;
        startNext();
      }
    },
    get running() {
      return running;
    },
    get waiting() {
      return waiting();
    },
  };
}
