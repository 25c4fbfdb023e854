import { VisuallyHidden } from '@mantine/core';
import type { CSSProperties } from 'react';
import styles from './ProgressBar.module.css';
import type { Tone } from './tone.ts';

/** Above this the gaps between tasks would eat the bar. */
const maxSegments = 40;

interface ProgressBarProps {
  completed: number;
  total: number;
  tone: Tone;
  label: string;
  /** The next task is being worked on: its part of the bar breathes. */
  active?: boolean;
}

/** One part of the bar per task. */
export function ProgressBar({ completed, total, tone, label, active = false }: ProgressBarProps) {
  const share = total > 0 ? completed / total : 0;
  const segments = total > 0 && total <= maxSegments ? total : 1;
  const style = { '--share': share, '--segments': segments, '--part': total > 0 ? 1 / total : 0 } as CSSProperties;
  return (
    <>
      <VisuallyHidden>
        <progress max={total} value={completed} aria-label={label}>
          {completed} of {total} tasks completed
        </progress>
      </VisuallyHidden>
      <div className={styles.bar} data-tone={tone} data-segmented={segments > 1 || undefined} style={style} aria-hidden="true">
        <div className={styles.fill} />
        {active && completed < total ? <div className={styles.next} /> : null}
      </div>
    </>
  );
}
