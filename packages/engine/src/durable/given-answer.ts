import type { ReviewChoice } from '@devteam/api';

/** What a person answers to a review. */
export interface GivenAnswer {
  choice: ReviewChoice;
  note: string;
  /** Of the requester: the same key with the same answer is the same answer. */
  key: string;
  by: string;
}
