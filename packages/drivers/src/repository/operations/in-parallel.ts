/**
 * Takes work at most `limit` at a time. `add` waits for a free place, `settled` for the rest; the first error is thrown by both, and
 * only when nothing is under way any more, so that the caller can clean up.
 */
export class InParallel {
  readonly #limit: number;
  readonly #running = new Set<Promise<void>>();
  #failure: { error: unknown } | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  async add(work: () => Promise<void>): Promise<void> {
    if (this.#running.size >= this.#limit) await Promise.race(this.#running);
    if (this.#failure !== undefined) await this.settled();
    const running = work()
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#running);
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
