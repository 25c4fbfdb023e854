import { useSearchParams } from 'react-router';
import { paths } from '../../app/paths.ts';
import { LinkTabs } from '../../ui/LinkTabs.tsx';
import { Page } from '../../ui/Page.tsx';
import { PeoplePanel } from './PeoplePanel.tsx';
import { RolesPanel } from './RolesPanel.tsx';
import { SessionsPanel } from './SessionsPanel.tsx';
import { TokensPanel } from './TokensPanel.tsx';

const parts = ['people', 'roles', 'tokens', 'sessions'] as const;
type Part = (typeof parts)[number];
const words: Readonly<Record<Part, string>> = { people: 'People', roles: 'Roles', tokens: 'Tokens', sessions: 'Sessions' };
const panels: Readonly<Record<Part, () => React.ReactNode>> = {
  people: PeoplePanel,
  roles: RolesPanel,
  tokens: TokensPanel,
  sessions: SessionsPanel,
};

/** Who may do what, and what acts for them. */
export function MembersPage() {
  const [search] = useSearchParams();
  const wanted = search.get('show');
  const part = parts.find((each) => each === wanted) ?? 'people';
  const Shown = panels[part];
  return (
    <Page
      testId="members-page"
      title="Members and tokens"
      wide
      lead="Who comes in, what each may do and where, and the tokens of programs."
    >
      <LinkTabs
        label="Members and tokens"
        current={part}
        tabs={parts.map((name) => ({ name, words: words[name], to: `${paths.members}?show=${name}` }))}
      />
      <Shown />
    </Page>
  );
}
