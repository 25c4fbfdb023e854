/** Where an injection stands. The last four are final. */
export const injectionStatuses = ['approval', 'pending', 'processing', 'done', 'refused', 'canceled', 'rolled_back'] as const;
export type InjectionStatus = (typeof injectionStatuses)[number];

/**
 * The life of an injection. Rows: where it stands. Columns: what may happen to it.
 *
 *   approval ─approve► pending ─take► processing ─finish► done
 *       └─cancel► canceled ◄─cancel─┘       ├─refuse► refused (nothing of it happened)
 *                                           └─undo► rolled_back (what was interrupted for it goes on)
 *
 * Once it is being processed it is no longer taken back; the task that it put in is skipped, as any other task.
 */
export const injectionTable = {
  approval: { approve: 'pending', cancel: 'canceled' },
  pending: { take: 'processing', cancel: 'canceled' },
  processing: { finish: 'done', refuse: 'refused', undo: 'rolled_back' },
  done: {},
  refused: {},
  canceled: {},
  rolled_back: {},
} as const satisfies Record<InjectionStatus, Partial<Record<string, InjectionStatus>>>;

type EventOf<Row> = Row extends unknown ? keyof Row : never;
export type InjectionEvent = EventOf<(typeof injectionTable)[InjectionStatus]>;

/** `undefined`: this cannot happen here; a person who asked for it hears `injection_settled`. */
export function nextInjectionStatus(status: InjectionStatus, event: InjectionEvent): InjectionStatus | undefined {
  const row: Partial<Record<InjectionEvent, InjectionStatus>> = injectionTable[status];
  return row[event];
}

/** For a query: the statuses in which this may happen. */
export const injectionStatusesAccepting = (event: InjectionEvent): InjectionStatus[] =>
  injectionStatuses.filter((status) => nextInjectionStatus(status, event) !== undefined);

export const injectionEventsFrom = (status: InjectionStatus): InjectionEvent[] => Object.keys(injectionTable[status]) as InjectionEvent[];
