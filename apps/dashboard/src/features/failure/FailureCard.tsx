import type { ExecutionStatus, Failure } from '@devteam/api';
import { formatFailure } from '@devteam/api';
import { type ReactNode, useId } from 'react';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { AlertIcon, HandIcon, PauseIcon } from '../../ui/icons.tsx';
import { WithCode } from '../../ui/WithCode.tsx';
import { TroubleLink } from '../trouble/TroubleLink.tsx';
import styles from './FailureCard.module.css';
import { nothingTried, toneOfFailure } from './failure-words.ts';

interface FailureCardProps {
  failure: Failure;
  /** Of the execution; a question to a person looks different from a fault. */
  status?: ExecutionStatus;
  /** Buttons that do what `next` says. */
  actions?: ReactNode;
  /** false: it stands on the page that it would lead to. */
  isLinked?: boolean;
  /** It is all there is on the page. */
  alone?: boolean;
}

/** What happened, why, what was tried, what to do next; same words in terminal and API. */
export function FailureCard({ failure, status, actions, isLinked = true, alone = false }: FailureCardProps) {
  const Heading = alone ? 'h1' : 'h2';
  const heading = useId();
  const tone = toneOfFailure(failure, status);
  const Icon = tone === 'waiting' ? HandIcon : tone === 'paused' ? PauseIcon : AlertIcon;
  return (
    <section className={styles.card} data-tone={tone} data-testid="failure-card" data-code={failure.code} aria-labelledby={heading}>
      <header className={styles.header}>
        <span className={styles.icon}>
          <Icon size={18} />
        </span>
        <div className={styles.headline}>
          <Heading id={heading}>{failure.what}</Heading>
          {failure.place ? <p className={styles.place}>{failure.place}</p> : null}
        </div>
        <code className={styles.code}>{failure.code}</code>
        <CopyButton text={() => formatFailure(failure)} label="Copy as text" />
      </header>
      <dl className={styles.parts}>
        <Part name="Why">
          <WithCode text={failure.why} />
        </Part>
        <Part name="Tried">
          {failure.tried.length === 0 ? (
            nothingTried
          ) : (
            <ul className={styles.tried}>
              {failure.tried.map((step) => (
                <li key={step}>
                  <WithCode text={step} />
                </li>
              ))}
            </ul>
          )}
        </Part>
        <Part name="Next">
          <strong>
            <WithCode text={failure.next} />
          </strong>
          {actions || isLinked ? (
            <div className={styles.actions}>
              {actions}
              {isLinked ? <TroubleLink code={failure.code} /> : null}
            </div>
          ) : null}
        </Part>
      </dl>
      {failure.evidence ? <Evidence text={failure.evidence} /> : null}
    </section>
  );
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.part} data-part={name.toLowerCase()}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Output of a repository or a tool: set apart, so that nothing in it can pass for words of ours. */
function Evidence({ text }: { text: string }) {
  return (
    <figure className={styles.evidence} data-part="evidence">
      <figcaption>
        <span>Evidence</span> quoted from the output, not written by DevTeam
        <CopyButton text={() => text} label="Copy the evidence" />
      </figcaption>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard has to reach it */}
      <section className={styles.quoted} tabIndex={0} aria-label="Evidence">
        <pre>{text}</pre>
      </section>
    </figure>
  );
}
