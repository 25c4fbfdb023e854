import { type RefObject, createContext, use, useEffect, useRef } from 'react';
import type { KeySequence } from './key-sequence.ts';

export interface KeyCommand {
  keys: KeySequence;
  /** What it does, for the help. */
  words: string;
  /** Under which head the help shows it. */
  group: 'Everywhere' | 'Projects' | 'Project' | 'Log' | 'Reviews';
  run: () => void;
}

/** The commands of what is on the screen now; the newest of the same keys counts. */
export interface KeyRing {
  add: (commands: RefObject<readonly KeyCommand[]>) => () => void;
  list: () => KeyCommand[];
}

export function createKeyRing(): KeyRing {
  const rings = new Set<RefObject<readonly KeyCommand[]>>();
  return {
    add: (commands) => {
      rings.add(commands);
      return () => rings.delete(commands);
    },
    list: () => {
      const byKeys = new Map<KeySequence, KeyCommand>();
      for (const { current } of rings) for (const command of current) byKeys.set(command.keys, command);
      return [...byKeys.values()];
    },
  };
}

export const KeyRingContext = createContext<KeyRing | null>(null);

/** Key commands that hold while the caller is on the screen. */
export function useKeyCommands(commands: readonly KeyCommand[]): void {
  const ring = use(KeyRingContext);
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => ring?.add(latest), [ring]);
}
