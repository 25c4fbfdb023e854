import type { CSSProperties } from 'react';
import type { Tone } from './status-looks.ts';

interface ProgressBarProps {
  completed: number;
  total: number;
  tone: Tone;
  label: string;
  /** The next task is being worked on: its part of the bar breathes. */
  active: boolean;
}

/** Above this the gaps between tasks would eat the bar. */
const maxSegments = 40;

/** One part of the bar per task. */
export function ProgressBar({ active, completed, label, tone, total }: ProgressBarProps) {
  const style = {
    '--dt-share': total > 0 ? completed / total : 0,
    '--dt-parts': total > 0 && total <= maxSegments ? total : 1,
  } as CSSProperties;
  return (
    <>
      <progress className="dt-hidden" max={total} value={completed} aria-label={label}>
        {completed} of {total} tasks completed
      </progress>
      <div className="dt-bar" data-tone={tone} style={style} aria-hidden="true">
        <div className="dt-fill" />
        {active && completed < total ? <div className="dt-next" /> : null}
      </div>
    </>
  );
}
