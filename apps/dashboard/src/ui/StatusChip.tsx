import { VisuallyHidden } from '@mantine/core';
import type { ComponentType } from 'react';
import styles from './StatusChip.module.css';
import type { Tone } from './tone.ts';

export interface StatusLook {
  word: string;
  tone: Tone;
  Icon: ComponentType<{ size?: number; className?: string | undefined }>;
  /** Turns, where motion is welcome. */
  moving?: boolean;
}

/** Color, shape and word together. */
export function StatusChip({ look, size = 'medium' }: { look: StatusLook; size?: 'small' | 'medium' }) {
  const { word, tone, Icon, moving } = look;
  return (
    <span className={styles.chip} data-tone={tone} data-size={size}>
      <Icon size={size === 'small' ? 12 : 14} className={moving ? styles.moving : undefined} />
      {word}
    </span>
  );
}

/** Icon in the status color, with its word for those who hear the page. */
export function StatusIcon({ look, size = 16 }: { look: StatusLook; size?: number }) {
  const { word, tone, Icon, moving } = look;
  return (
    <span className={styles.icon} data-tone={tone} title={word}>
      <Icon size={size} className={moving ? styles.moving : undefined} />
      <VisuallyHidden>{word}</VisuallyHidden>
    </span>
  );
}
