import { Kbd, Switch } from '@mantine/core';
import { Dialog } from '../../ui/Dialog.tsx';
import type { KeyCommand } from './key-commands.ts';
import styles from './KeyHelp.module.css';

interface KeyHelpProps {
  opened: boolean;
  onClose: () => void;
  /** Asked when it opens: what is on the screen then. */
  list: () => readonly KeyCommand[];
  withLetters: boolean;
  onWithLetters: (on: boolean) => void;
}

const isMac = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.userAgent);

/** The keys of this screen. */
export function KeyHelp({ opened, onClose, list, withLetters, onWithLetters }: KeyHelpProps) {
  return (
    <Dialog opened={opened} onClose={onClose} title="Keys">
      <Groups list={list} />
      <Switch
        className={styles.switch ?? ''}
        checked={withLetters}
        onChange={(event) => onWithLetters(event.currentTarget.checked)}
        label="Single letters are commands"
        description="Off: only those with Ctrl or ⌘ are."
      />
    </Dialog>
  );
}

function Groups({ list }: Pick<KeyHelpProps, 'list'>) {
  const commands = list();
  const groups = [...new Set(commands.map(({ group }) => group))];
  return (
    <div className={styles.groups} data-testid="key-help">
      {groups.map((group) => (
        <section key={group}>
          <h3>{group}</h3>
          <dl>
            {commands
              .filter((command) => command.group === group)
              .map(({ keys, words }) => (
                <div key={keys}>
                  <dt>
                    {keys.split(' ').map((key, place) => (
                      // oxlint-disable-next-line react/no-array-index-key -- «g g» has the same key twice
                      <Kbd key={`${key} ${place}`}>
                        {key
                          .replace('mod+', isMac ? '⌘ ' : 'Ctrl ')
                          .replace('shift+', 'Shift ')
                          .replace('Escape', 'Esc')}
                      </Kbd>
                    ))}
                  </dt>
                  <dd>{words}</dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
