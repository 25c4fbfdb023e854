/** Where an injection stands. The last three are final. */
export const injectionStates = ['received', 'validated', 'placed', 'committed', 'canceled', 'rejected'] as const;
export type InjectionState = (typeof injectionStates)[number];

/**
 * The life of an injection. Rows: where it stands. Columns: what may happen to it.
 *
 *   received ► validated ► placed ► committed
 *      ▲ │        │ │        │ └► validated (what was written is undone: place it again)
 *      └─│─ ask ──┘ │        └► rejected (people changed the list so that it has no place any more)
 *        └► rejected, canceled
 *
 * `ask` hands it back to the requester for more words. Once placed the task is in the list: from there on it is no longer taken back
 * but skipped, as any other task.
 */
export const injectionTable = {
  received: { validate: 'validated', reject: 'rejected', cancel: 'canceled' },
  validated: { place: 'placed', ask: 'received', reject: 'rejected', cancel: 'canceled' },
  placed: { commit: 'committed', undo: 'validated', lose: 'rejected' },
  committed: {},
  canceled: {},
  rejected: {},
} as const satisfies Record<InjectionState, Partial<Record<string, InjectionState>>>;

export type InjectionEvent = { [S in InjectionState]: keyof (typeof injectionTable)[S] }[InjectionState];

/** `undefined`: this cannot happen here; a person who asked for it hears `injection_settled`. */
export function nextInjectionState(state: InjectionState, event: InjectionEvent): InjectionState | undefined {
  const row: Partial<Record<InjectionEvent, InjectionState>> = injectionTable[state];
  return row[event];
}

export const injectionEventsFrom = (state: InjectionState): InjectionEvent[] => Object.keys(injectionTable[state]) as InjectionEvent[];
