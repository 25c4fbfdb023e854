import type { HypothesisView, ResolutionView, VerdictKind } from '@devteam/api';
import { useTimes } from '../../ui/absolute-time.ts';
import { Elapsed } from '../../ui/Elapsed.tsx';
import { CheckIcon, CircleIcon, CrossIcon, RunningIcon } from '../../ui/icons.tsx';
import { StatusChip, type StatusLook } from '../../ui/StatusChip.tsx';
import { WithCode } from '../../ui/WithCode.tsx';
import styles from './ResolutionReport.module.css';

const layerWords: Record<HypothesisView['layer'], string> = {
  innocence: 'Is the change to blame at all?',
  environment: 'Environment',
  dependencies: 'Dependencies',
  logic: 'Logic',
  interface: 'Interface',
};

const verdictLooks: Record<VerdictKind | 'open', StatusLook> = {
  eliminated: { word: 'Eliminated', tone: 'quiet', Icon: CrossIcon },
  confirmed: { word: 'Confirmed', tone: 'done', Icon: CheckIcon },
  insufficient: { word: 'Not enough evidence', tone: 'warning', Icon: CircleIcon },
  open: { word: 'Being tried', tone: 'running', Icon: RunningIcon, moving: true },
};

const statusWords: Record<ResolutionView['status'], StatusLook> = {
  investigating: { word: 'Investigating', tone: 'running', Icon: RunningIcon, moving: true },
  resolved: { word: 'Resolved', tone: 'done', Icon: CheckIcon },
  unresolved: { word: 'Unresolved', tone: 'failed', Icon: CrossIcon },
};

/** An investigation: what was seen, what was thought, which lines decided it. Every verdict leads to its lines. */
export function ResolutionReport({ resolution }: { resolution: ResolutionView }) {
  const { clock } = useTimes();
  const { conclusion, fix, hypotheses, log, number, startedAt, endedAt, status, symptoms, task } = resolution;
  const lines = new Map(log.map((line) => [line.hash, line]));
  return (
    <article
      className={styles.report}
      data-testid="resolution"
      data-status={status}
      aria-labelledby={`resolution-${resolution.resolutionId}`}
    >
      <header className={styles.head}>
        <h3 id={`resolution-${resolution.resolutionId}`}>
          Error of {task.key} «{task.title}»
        </h3>
        <StatusChip look={statusWords[status]} />
        <p>
          {number}. of at most 3 investigations of this error, <Elapsed since={startedAt} until={endedAt} />
        </p>
      </header>
      {conclusion ? (
        <p className={styles.conclusion}>
          <WithCode text={conclusion} />
        </p>
      ) : null}
      <section aria-label="Symptoms">
        <h4>What was seen</h4>
        <ul className={styles.lines}>
          {symptoms.map(({ hash, text }) => (
            <li key={hash}>
              <code>{text}</code>
            </li>
          ))}
        </ul>
      </section>
      <section aria-label="Hypotheses">
        <h4>What it could be</h4>
        <ol className={styles.hypotheses}>
          {hypotheses.map((hypothesis) => (
            <Hypothesis key={hypothesis.id} hypothesis={hypothesis} isOver={endedAt !== null} lines={lines} />
          ))}
        </ol>
      </section>
      {fix ? (
        <section className={styles.fix} aria-label="Fix">
          <h4>What was changed</h4>
          <p>
            {fix.summary ?? 'The fix says nothing of itself.'}{' '}
            {fix.verified ? 'The checks pass with it.' : 'The checks do not pass with it.'}
          </p>
          <p className={styles.files}>
            {fix.files.map((file) => (
              <code key={file}>{file}</code>
            ))}
          </p>
        </section>
      ) : null}
      {log.length > 0 ? (
        <details className={styles.log}>
          <summary>All output of the experiments, {log.length} lines</summary>
          <pre>
            {log.map((line) => (
              <span key={`${line.at}${line.hash}`} id={`line-${line.hash}`}>
                {`${clock(line.at)} ${line.experiment}: ${line.text}\n`}
              </span>
            ))}
          </pre>
        </details>
      ) : null}
    </article>
  );
}

interface HypothesisProps {
  hypothesis: HypothesisView;
  isOver: boolean;
  lines: ReadonlyMap<string, ResolutionView['log'][number]>;
}

function Hypothesis({ hypothesis, isOver, lines }: HypothesisProps) {
  const { clock } = useTimes();
  const { from, layer, nullHypothesis, quotes, statement, verdict, why } = hypothesis;
  const look = verdict ? verdictLooks[verdict] : isOver ? { ...verdictLooks.insufficient, word: 'Not tried' } : verdictLooks.open;
  return (
    <li data-testid="hypothesis" data-verdict={verdict ?? 'none'}>
      <p className={styles.layer}>
        {layerWords[layer]} <span>by {from}</span>
      </p>
      <p className={styles.statement}>
        <WithCode text={statement} />
      </p>
      <p className={styles.null}>Against it: {nullHypothesis}</p>
      <StatusChip look={look} />
      {why ? <p className={styles.why}>{why}</p> : null}
      <ul className={styles.lines}>
        {quotes.map((hash) => {
          const line = lines.get(hash);
          return (
            <li key={hash} data-testid="quote">
              {line ? (
                <>
                  <time dateTime={line.at}>{clock(line.at)}</time> <span>{line.experiment}</span> <code>{line.text}</code>
                </>
              ) : (
                <span>line {hash.slice(0, 9)}</span>
              )}
            </li>
          );
        })}
      </ul>
    </li>
  );
}
