/** What was typed cannot be done; says why and what to type instead. The rest of the failure card is the catalogue's. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'usage';
  /** Replaces the catalogue's headline, where what was typed is understood and still cannot be. */
  readonly what: string | undefined;
  readonly next: string | undefined;
  readonly place: string | undefined;

  constructor(why: string, known: { what?: string; next?: string; place?: string } = {}) {
    super(why);
    this.what = known.what;
    this.next = known.next;
    this.place = known.place;
  }
}
