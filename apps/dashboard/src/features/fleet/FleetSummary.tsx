import { type Attention, attentions } from '../projects/attention.ts';
import type { FleetCounts } from '../projects/selectors.ts';
import type { Tone } from '../../ui/tone.ts';
import styles from './FleetSummary.module.css';

const words: Record<Attention, (count: number) => string> = {
  'needs-you': (count) => (count === 1 ? 'needs you' : 'need you'),
  running: () => 'running',
  paused: () => 'paused',
  stopped: () => 'stopped',
  completed: () => 'completed',
  idle: () => 'idle',
};

const tones: Record<Attention, Tone> = {
  'needs-you': 'failed',
  running: 'running',
  paused: 'paused',
  stopped: 'paused',
  completed: 'done',
  idle: 'quiet',
};

interface FleetSummaryProps {
  counts: FleetCounts;
  chosen: Attention | null;
  onChoose: (attention: Attention | null) => void;
}

/** «5 projects · 3 running · 1 needs you»; each part shows only those. */
export function FleetSummary({ counts, chosen, onChoose }: FleetSummaryProps) {
  const shown = attentions.filter((attention) => counts[attention] > 0 || attention === chosen);
  return (
    <fieldset className={styles.summary} aria-label="Show projects that are" data-testid="fleet-summary">
      <button type="button" className={styles.part} aria-pressed={chosen === null} onClick={() => onChoose(null)}>
        <b>{counts.all}</b> {counts.all === 1 ? 'project' : 'projects'}
      </button>
      {shown.map((attention) => (
        <button
          key={attention}
          type="button"
          className={styles.part}
          data-tone={tones[attention]}
          data-attention={attention}
          aria-pressed={chosen === attention}
          onClick={() => onChoose(chosen === attention ? null : attention)}
        >
          <span className={styles.dot} aria-hidden="true" />
          <b>{counts[attention]}</b> {words[attention](counts[attention])}
        </button>
      ))}
    </fieldset>
  );
}
