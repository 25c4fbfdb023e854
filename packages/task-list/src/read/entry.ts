/** Where one task stands. Entries are in document order, as the tasks of the list are. */
export interface Entry {
  readonly kind: 'heading' | 'bold' | 'item' | 'line' | 'row';
  /** Of its heading, paragraph or item. */
  readonly block: number;
  /** Block index after all that hangs below it. */
  readonly end: number;
  readonly headFrom: number;
  readonly headTo: number;
  /** Of a heading; 0 for others. */
  readonly level: number;
  /** Entry that encloses it by layout, or -1. */
  readonly inside: number;
  readonly depth: number;
  /** Index of the innermost group around it, or -1. */
  readonly group: number;
  /** Offset after its own text and sub-tasks. */
  readonly sourceEnd: number;
}

/** A heading or line that is no task and has tasks below. */
export interface GroupAt {
  /** Of its heading or paragraph. */
  readonly block: number;
  /** Block index after its section. */
  readonly end: number;
  readonly from: number;
  readonly to: number;
  readonly titleFrom: number;
  readonly level: number;
  /** Index of the enclosing group, or -1. */
  readonly inside: number;
  readonly key: string | null;
}
