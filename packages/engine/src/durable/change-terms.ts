/** Who changes something, and what throws if it is not what they read; that is asked under the lock of its row. */
export interface ChangeTerms<Of> {
  by: string;
  require: (current: Of) => void;
}
