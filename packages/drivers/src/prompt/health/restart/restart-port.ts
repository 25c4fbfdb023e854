/**
 * Restarts a service that no longer does what it is for. How often, and when, is not its business (see service-health.ts).
 *
 * - **It ends what hangs.** A service that takes connections and answers none is still running: it is stopped first, with force where asking does not help.
 * - **It waits until the order was carried out**, not until the service is of use again; that the next look finds out.
 * - **It says why it could not**, in words that a person can act on: no right to, no such unit, no such program.
 * - **Nothing else is touched.** It knows one service by its name.
 */
export interface ServiceRestarter {
  /** For people: `systemd unit ollama`. */
  readonly label: string;
  /** Rejects with an `Error` that says why, or with the signal's reason. */
  restart(signal: AbortSignal): Promise<void>;
  /** Ends what it holds: a child of its own goes with it. A service that others keep goes on. */
  close(): Promise<void>;
}
