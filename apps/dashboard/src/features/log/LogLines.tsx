import { type CSSProperties, memo } from 'react';
import { useAppSelector } from '../../app/hooks.ts';
import { useTimes } from '../../ui/absolute-time.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { ChevronIcon } from '../../ui/icons.tsx';
import { selectTaskLabel } from '../projects/selectors.ts';
import type { LogLine, LogRow, LogSeparator } from './log-rows.ts';
import { type GroupFacts, groupKeyOf } from './fold-rows.ts';
import styles from './LogLines.module.css';
import { PaintedText } from './PaintedText.tsx';
import { type LinePlace, isAt } from './use-log-place.ts';
import { type VisibleRange, rowHeightPx } from './visible-range.ts';

interface LogLinesProps {
  projectId: string;
  rows: readonly LogRow[];
  range: VisibleRange;
  chosen: LinePlace | null;
  onChoose: (line: LinePlace | null) => void;
  /** Without it groups cannot be folded. */
  groups?: ReadonlyMap<string, GroupFacts>;
  onTurn?: (groupKey: string) => void;
}

/** Draws the rows of a range at their place in the whole height. */
export function LogLines({ chosen, groups, onChoose, onTurn, projectId, range, rows }: LogLinesProps) {
  const style = { '--row': `${rowHeightPx}px`, '--rows': rows.length, '--first': range.first } as CSSProperties;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- for the mouse; the keyboard has j and k, and a link in each line would be too small to hit
    <ol
      className={styles.lines}
      style={style}
      onClick={(event) => {
        const place = placeAt(event.target);
        if (place) onChoose(chosen?.seq === place.seq && chosen.part === place.part ? null : place);
      }}
    >
      {rows.slice(range.first, range.end).map((row, index) => (
        <li
          key={keyOf(row)}
          aria-setsize={rows.length}
          aria-posinset={range.first + index + 1}
          data-seq={row.seq}
          data-part={row.kind === 'line' ? row.part : undefined}
          {...(isAt(row, chosen) ? { 'aria-current': 'true' as const } : {})}
        >
          {row.kind === 'line' ? (
            <Line line={row} isChosen={isAt(row, chosen)} />
          ) : (
            <Separator projectId={projectId} row={row} facts={groups?.get(groupKeyOf(row))} onTurn={onTurn} />
          )}
        </li>
      ))}
    </ol>
  );
}

/** The line whose time or stream was clicked. */
function placeAt(target: EventTarget): LinePlace | null {
  const gutter = target instanceof Element ? target.closest('[data-gutter]') : null;
  const { part, seq } = gutter?.closest<HTMLElement>('li[data-part]')?.dataset ?? {};
  return seq === undefined || part === undefined ? null : { seq: Number(seq), part: Number(part) };
}

const keyOf = (row: LogRow): string => (row.kind === 'line' ? `${row.seq}.${row.part}` : `${row.seq}.task`);

const streamWords = { stdout: 'out', stderr: 'err', engine: 'devteam' } as const;
const levelTones = { info: 'quiet', warn: 'warning', error: 'failed' } as const;

const Line = memo(function Line({ isChosen, line }: { isChosen: boolean; line: LogLine }) {
  const { absolute, clock } = useTimes();
  return (
    <div
      className={styles.line}
      data-level={line.level}
      data-stream={line.stream}
      data-tone={levelTones[line.level]}
      data-testid="log-line"
    >
      <time dateTime={line.ts} title={`${absolute(line.ts)}; click for a link to this line`} data-gutter>
        {clock(line.ts)}
      </time>
      <span className={styles.stream} data-gutter title={`${line.stream}${line.node ? `, ${line.node}` : ''}`}>
        {streamWords[line.stream]}
      </span>
      <span className={styles.level}>{line.level}</span>
      {isChosen ? (
        <span className={styles.link}>
          <CopyButton text={() => window.location.href} label="Copy the link to this line" />
        </span>
      ) : null}
      <span className={styles.text} data-testid="log-text">
        <PaintedText text={line.text} paints={line.paints} />
      </span>
      {line.rewrites > 0 ? (
        <span className={styles.cut} data-testid="log-rewrites">
          ({(line.rewrites + 1).toLocaleString('en')} updates)
        </span>
      ) : null}
      {line.cut > 0 ? <span className={styles.cut}>… {line.cut.toLocaleString('en')} more characters, not shown</span> : null}
    </div>
  );
});

interface SeparatorProps {
  projectId: string;
  row: LogSeparator;
  facts: GroupFacts | undefined;
  onTurn: ((groupKey: string) => void) | undefined;
}

function Separator({ facts, onTurn, projectId, row }: SeparatorProps) {
  const { absolute } = useTimes();
  const { taskKey, attempt } = row;
  const label = useAppSelector((state) => (taskKey === null ? 'Execution' : selectTaskLabel(state, projectId, taskKey)));
  const words = (
    <span>
      {label}
      {taskKey === null ? null : <em>attempt {attempt}</em>}
    </span>
  );
  return (
    <div className={styles.separator} data-testid="log-separator" title={absolute(row.ts)}>
      {onTurn && facts ? (
        <button type="button" className={styles.turn} aria-expanded={facts.hidden === 0} onClick={() => onTurn(groupKeyOf(row))}>
          <ChevronIcon size={11} /> {words}
          <span className={styles.facts}>
            {facts.lines.toLocaleString('en')} {facts.lines === 1 ? 'line' : 'lines'}
            {facts.hidden > 0 ? `, ${facts.hidden.toLocaleString('en')} folded` : ''}
          </span>
          {facts.errors > 0 ? (
            <strong data-tone="failed" className={styles.errors}>
              {facts.errors.toLocaleString('en')} {facts.errors === 1 ? 'error' : 'errors'}
            </strong>
          ) : null}
        </button>
      ) : (
        words
      )}
    </div>
  );
}
