import type { ListState } from '@devteam/api';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { WithCode } from '../../ui/WithCode.tsx';
import styles from './PreflightRemarks.module.css';
import { counted } from './preflight-words.ts';

const words = { error: 'not understood', warning: 'doubtful' } as const;
const tones = { error: 'failed', warning: 'warning' } as const;

/** The lines that were not understood, each with its number, so that one finds it in the file. */
export function PreflightRemarks({ list: { path, remarkCount, remarks } }: { list: ListState }) {
  return (
    <section className={styles.remarks} data-testid="preflight-remarks">
      <h3>{counted(remarkCount, 'line')} of the list to look at</h3>
      <ul>
        {remarks.map(({ code, column, hint, line, message, severity, text }) => (
          <li key={`${line}.${column}.${code}`} data-tone={tones[severity]} data-line={line}>
            <p className={styles.place}>
              <b>
                {path}:{line}
              </b>{' '}
              {words[severity]}, {code}
            </p>
            {text === '' ? null : (
              <pre>
                <code>{text}</code>
              </pre>
            )}
            <p>
              <WithCode text={message} />
              {hint === null ? null : (
                <>
                  {' '}
                  <WithCode text={hint} />
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
      {remarkCount > remarks.length ? <p>and {counted(remarkCount - remarks.length, 'more line')}</p> : null}
      <CommandLine text={`devteam tasks check ${path}`} />
    </section>
  );
}
