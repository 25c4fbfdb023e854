import type { Language } from '../grammars/grammars.ts';
import type { FileFacts } from '../repo-map.ts';

/** What the thread that parses is asked, and what it says. */
export interface ParseRequest {
  readonly id: number;
  readonly language: Language;
  readonly text: string;
  /** From when the thread begins with it. */
  readonly deadlineMs: number;
}

export type ParseReply = { readonly id: number } & (
  | { readonly facts: FileFacts; readonly problem?: never }
  | { readonly facts?: never; readonly problem: string }
);
