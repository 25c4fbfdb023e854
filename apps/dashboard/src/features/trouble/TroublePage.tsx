import { type ErrorCode, describeFailure, errorCatalogue } from '@devteam/api';
import { Link, useParams, useSearchParams } from 'react-router';
import { NotFound } from '../../app/NotFound.tsx';
import { paths } from '../../app/paths.ts';
import { serverUnreachable } from '../../http/request-failure.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { WithCode } from '../../ui/WithCode.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { TroubleEvidencePanel } from './TroubleEvidencePanel.tsx';
import styles from './TroublePage.module.css';
import { isTroubleName, troubleNames, troublePages } from './trouble-pages.ts';

/** Where an error leads: what it means, what stands now, what to look at in which order, and the commands for it. */
export function TroublePage() {
  const { trouble } = useParams();
  const [search] = useSearchParams();
  if (!isTroubleName(trouble)) return <NotFound />;
  const page = troublePages[trouble];
  const code = page.codes.find((each) => each === search.get('code'));
  return (
    <div className={styles.page} data-testid="trouble-page" data-trouble={trouble}>
      <nav aria-label="Troubleshooting" className={styles.others}>
        {troubleNames.map((name) => (
          <Link key={name} to={paths.trouble(name)} {...(name === trouble ? { 'aria-current': 'page' as const } : {})}>
            {troublePages[name].title}
          </Link>
        ))}
      </nav>
      <h1>{page.title}</h1>
      <p>{page.sign}</p>
      {code === undefined ? null : <FailureCard failure={cardOf(code)} isLinked={false} />}
      <p className={styles.meanwhile}>
        <b>Meanwhile:</b> {page.meanwhile}
      </p>
      {page.evidence === null ? null : <TroubleEvidencePanel kind={page.evidence} />}
      <section className={styles.steps} aria-labelledby="look-at">
        <h2 id="look-at">What to look at, in this order</h2>
        <ol>
          {page.steps.map(({ command, look }) => (
            <li key={look}>
              <p>
                <WithCode text={look} />
              </p>
              {command === undefined ? null : <CommandLine text={command} />}
            </li>
          ))}
        </ol>
      </section>
      <section className={styles.codes} aria-labelledby="codes">
        <h2 id="codes">Codes that lead here</h2>
        <ul>
          {page.codes.map((each) => (
            <li key={each}>
              <Link to={`${paths.trouble(trouble)}?code=${each}`}>
                <code>{each}</code>
              </Link>
            </li>
          ))}
        </ul>
        <CommandLine text={`devteam explain ${code === undefined || code === 'server_unreachable' ? (page.codes[0] ?? '') : code}`} />
      </section>
    </div>
  );
}

const cardOf = (code: ErrorCode | 'server_unreachable') =>
  Object.hasOwn(errorCatalogue, code) ? describeFailure(code as ErrorCode) : serverUnreachable('', undefined).failure;
