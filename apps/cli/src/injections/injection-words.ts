import type { InjectionPreview, InjectionView } from '@devteam/api';
import type { Color } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';

export const injectionLooks: Record<InjectionView['status'], { word: string; color: Color }> = {
  approval: { word: 'waits for approval', color: 'violet' },
  pending: { word: 'waits for a worker', color: 'grey' },
  processing: { word: 'is put in', color: 'blue' },
  done: { word: 'done', color: 'green' },
  refused: { word: 'refused', color: 'red' },
  canceled: { word: 'canceled', color: 'grey' },
  rolled_back: { word: 'rolled back', color: 'red' },
};

/** What becomes of the task that it disturbs; undefined: none. */
export function disturbance(
  stopped: InjectionPreview['interrupts'],
  replaced: string | null,
  tense: 'will be' | 'was',
): string | undefined {
  if (stopped?.work === 'roll_back')
    return `${nameOf(stopped)} ${tense} interrupted: what it has done is dropped, and it runs again after the new one`;
  if (stopped) return `${nameOf(stopped)} ${tense} stopped and replaced: what it has done is dropped`;
  return replaced === null ? undefined : `${plainText(replaced)} ${tense} replaced; nothing is interrupted`;
}

const nameOf = ({ key, title }: { key: string; title: string }): string => plainText(`${key} «${title}»`);
