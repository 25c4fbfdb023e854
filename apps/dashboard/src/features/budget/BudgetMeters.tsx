import { type Amounts, describeAmount, measures, warnShare } from '@devteam/api';
import styles from './BudgetMeters.module.css';
import { type Used, measureNames, toneOfUse } from './budget-words.ts';

/** The bar goes a quarter beyond the limit, so that one sees how much more was used. */
const width = 125;

/** What was used of each measure, with the marks at four fifths and at the limit. */
export function BudgetMeters({ limits, used }: { limits: Amounts; used: Used }) {
  return (
    <dl className={styles.meters}>
      {measures.map((measure) => {
        const limit = limits[measure];
        const tone = toneOfUse(used[measure], limit);
        return (
          <div key={measure} data-tone={tone} data-testid={`meter-${measure}`}>
            <dt>{measureNames[measure].head}</dt>
            <dd>
              {limit === undefined ? (
                <>
                  <b>{describeAmount(used[measure], measure)}</b> <span>no limit</span>
                </>
              ) : (
                <>
                  <b>{describeAmount(used[measure], measure)}</b> of {describeAmount(limit, measure)}{' '}
                  <Share share={used[measure] / limit} />
                </>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function Share({ share }: { share: number }) {
  const words = share >= 1 ? 'used up' : share >= warnShare ? 'nearly used up' : '';
  return (
    <>
      <span className={styles.share}>
        {Math.round(share * 100)} %{words ? `, ${words}` : ''}
      </span>
      <svg className={styles.bar} viewBox={`0 0 ${width} 8`} preserveAspectRatio="none" aria-hidden="true">
        <rect y="1" width={width} height="6" className={styles.track} />
        <rect y="1" width={Math.min(share * 100, width)} height="6" className={styles.filled} />
        <rect x={warnShare * 100 - 0.35} width="0.7" height="8" className={styles.mark} />
        <rect x={99.65} width="0.7" height="8" className={styles.mark} />
      </svg>
    </>
  );
}
