import type { Failure } from '@devteam/api';
import { useCallback, useState } from 'react';
import { RequestFailed } from '../../http/request-failure.ts';
import { useAnswer } from '../../http/use-answer.ts';
import { type Conflict, changesOf, mergeEdits } from './merge-edits.ts';

export interface Tagged<T> {
  answer: T;
  tag: string | null;
}

export interface Edit<T> {
  /** What is there, as it was read last; null while it is not known. */
  base: T | null;
  /** What the reader makes of it. */
  draft: T | null;
  change: (more: Partial<T>) => void;
  /** Throws the draft away. */
  reset: () => void;
  isChanged: boolean;
  /** Somebody else was faster: `failure` says so. */
  isConflict: boolean;
  /** Fields that somebody else changed meanwhile to something else; saving again writes mine over theirs. */
  conflicts: readonly Conflict<T>[];
  take: (conflict: Conflict<T>) => void;
  /** True once it is written. */
  save: () => Promise<boolean>;
  pending: boolean;
  loadFailure: Failure | null;
  failure: Failure | null;
  read: () => Promise<void>;
}

/**
 * Edits one thing by what was read of it. If somebody else was faster, nothing is overwritten: theirs is read, merged with mine, and what
 * both changed is shown before anything is sent again. Both functions have to stay the same as long as the thing does.
 */
export function useEdit<T extends object>(
  ask: () => Promise<Tagged<T>>,
  write: (changes: Partial<T>, tag: string) => Promise<unknown>,
): Edit<T> {
  const { failure: loadFailure, read, value } = useAnswer(ask);
  const [newer, setNewer] = useState<Tagged<T> | null>(null);
  const [changes, setChanges] = useState<Partial<T>>({});
  const [conflicts, setConflicts] = useState<readonly Conflict<T>[]>([]);
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const current = newer ?? value;
  const draft = current ? { ...current.answer, ...changes } : null;

  const settle = useCallback((next: Tagged<T>, kept: Partial<T>, open: readonly Conflict<T>[]) => {
    setNewer(next);
    setChanges(kept);
    setConflicts(open);
  }, []);

  const save = async (): Promise<boolean> => {
    if (!current || !draft || pending) return false;
    setPending(true);
    setFailure(null);
    try {
      await write(changesOf(current.answer, draft), current.tag ?? '*');
      settle(await ask(), {}, []);
      return true;
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      setFailure(error.failure);
      if (error.status === 412) {
        const theirs = await ask().catch(() => null);
        if (theirs) {
          const { conflicts: found, merged } = mergeEdits(current.answer, draft, theirs.answer);
          settle(theirs, changesOf(theirs.answer, merged), found);
        }
      }
      return false;
    } finally {
      setPending(false);
    }
  };

  return {
    base: current?.answer ?? null,
    draft,
    change: (more) => setChanges((before) => ({ ...before, ...more })),
    reset: () => {
      setChanges({});
      setConflicts([]);
      setFailure(null);
    },
    isChanged: current !== null && draft !== null && Object.keys(changesOf(current.answer, draft)).length > 0,
    isConflict: failure?.code === 'edited_meanwhile',
    conflicts,
    take: (conflict) => {
      setChanges((before) => ({ ...before, [conflict.key]: conflict.theirs }));
      setConflicts((before) => before.filter(({ key }) => key !== conflict.key));
    },
    save,
    pending,
    loadFailure,
    failure,
    read,
  };
}
