import type { NoticeKind } from '@devteam/api';
import styles from './KindChoices.module.css';
import { noticeGroups, noticeNames } from './notice-names.ts';

/** Which kinds of notices are wanted. */
export function KindChoices({ kinds, onChange }: { kinds: readonly NoticeKind[]; onChange: (kinds: NoticeKind[]) => void }) {
  const toggle = (kind: NoticeKind) => onChange(kinds.includes(kind) ? kinds.filter((each) => each !== kind) : [...kinds, kind]);
  return (
    <div className={styles.groups}>
      {noticeGroups.map(({ kinds: offered, title }) => (
        <fieldset key={title}>
          <legend>{title}</legend>
          {offered.map((kind) => (
            <label key={kind}>
              <input type="checkbox" checked={kinds.includes(kind)} data-testid={`kind-${kind}`} onChange={() => toggle(kind)} />{' '}
              {noticeNames[kind]}
            </label>
          ))}
        </fieldset>
      ))}
    </div>
  );
}
