import { Menu } from '@mantine/core';
import { Link } from 'react-router';
import { selectMe } from '../features/session/session-slice.ts';
import { MoreIcon } from '../ui/icons.tsx';
import { useAppSelector } from './hooks.ts';
import { officePlaces } from './office-places.ts';
import styles from './OfficeMenu.module.css';

/** Where people, money and settings are. */
export function OfficeMenu() {
  const me = useAppSelector(selectMe);
  return (
    <Menu position="bottom-end" width={220} shadow="md" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button
          type="button"
          className={styles.button}
          aria-label="More"
          title={me ? `More, signed in as ${me.name}` : 'More'}
          data-testid="office-menu"
        >
          <MoreIcon size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {officePlaces.map(({ path, words }) => (
          <Menu.Item key={path} component={Link} to={path}>
            {words}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
