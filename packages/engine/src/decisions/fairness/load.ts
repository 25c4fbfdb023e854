/** One step (a node, or a task that starts with one) that wants to run. */
export interface Candidate {
  readonly id: string;
  readonly customerId: string;
  readonly projectId: string;
  /** What has few slots of its own and is needed for it: a model provider, the local model. null: only the machine. */
  readonly lane: string | null;
  /** Higher comes first, within its customer. */
  readonly priority: number;
  /** Milliseconds of the clock of `now`. */
  readonly readySince: number;
  /** In words, why it must not start whatever is free: «waiting for task 4», «held by …», «paused». null: it is ready. */
  readonly notYet: string | null;
}

export type RunningStep = Pick<Candidate, 'id' | 'customerId' | 'projectId' | 'lane'>;

export interface Limits {
  readonly total: number;
  readonly perCustomer: number;
  /** For some customers another number. */
  readonly customers?: Readonly<Record<string, number>>;
  readonly perProject: number;
  readonly projects?: Readonly<Record<string, number>>;
  /** `label`: as in «3rd for a local-model slot». A lane that is not named here has no limit of its own. */
  readonly lanes: Readonly<Record<string, { readonly slots: number; readonly label: string }>>;
}

export interface Load {
  readonly limits: Limits;
  readonly running: readonly RunningStep[];
  readonly candidates: readonly Candidate[];
  /** When a customer last started something in total (`total`) and in each lane; absent: never. */
  readonly lastStarts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** A customer with weight 2 gets twice the share; 1 where it is not named. */
  readonly weights?: Readonly<Record<string, number>>;
  readonly now: number;
}

/** Waiting for so long is worth as much as one step of priority. */
export const agingMs = 60_000;
/** From then on a step that waits for its lane has its customer's last slot kept for it. */
export const patienceMs = 10 * 60_000;

/** The name under which starts count that are of no lane in particular. */
export const totalSlots = 'total';
