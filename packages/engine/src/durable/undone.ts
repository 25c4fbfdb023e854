export interface Undone {
  /** That takes the work back. */
  commit: string;
  /** Of the work that was taken back. */
  undone: string;
  /** Keys of the tasks that are open again, in the order of the list. */
  reopened: string[];
}
