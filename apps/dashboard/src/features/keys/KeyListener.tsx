import { useDisclosure, useLocalStorage } from '@mantine/hooks';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { paths } from '../../app/paths.ts';
import { openPalette } from '../palette/Palette.tsx';
import { KeyRingContext, createKeyRing, useKeyCommands } from './key-commands.ts';
import { KeyHelp } from './KeyHelp.tsx';
import { noKeys, pressKey } from './key-sequence.ts';

/** Where letters are text, they are no commands. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select, [role=combobox]'));

/** Hears the keyboard for what is inside. Single letters can be switched off (WCAG 2.1.4); those with Ctrl or ⌘ stay. */
export function KeyListener({ children }: { children: ReactNode }) {
  const [ring] = useState(createKeyRing);
  const [withLetters, setWithLetters] = useLocalStorage({ key: 'devteam-letter-keys', defaultValue: true, getInitialValueInEffect: false });
  const [isHelpOpen, help] = useDisclosure(false);
  const pending = useRef(noKeys);

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const mod = event.ctrlKey || event.metaKey;
      if (event.defaultPrevented || (!mod && (!withLetters || isTyping(event.target)))) return;
      if (document.querySelector('[role=dialog], dialog[open]') && !mod) return;
      const commands = ring.list();
      const after = pressKey(
        pending.current,
        { key: event.key, mod, shift: event.shiftKey, alt: event.altKey },
        event.timeStamp,
        commands.map(({ keys }) => keys),
      );
      pending.current = after.pending;
      const command = commands.find(({ keys }) => keys === after.found);
      if (!command) return;
      event.preventDefault();
      command.run();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [ring, withLetters]);

  return (
    <KeyRingContext value={ring}>
      {children}
      <Everywhere onHelp={help.open} />
      <KeyHelp opened={isHelpOpen} onClose={help.close} list={ring.list} withLetters={withLetters} onWithLetters={setWithLetters} />
    </KeyRingContext>
  );
}

function Everywhere({ onHelp }: { onHelp: () => void }) {
  const navigate = useNavigate();
  useKeyCommands([
    { keys: 'mod+k', words: 'Find a project, a task or a command', group: 'Everywhere', run: openPalette },
    { keys: '?', words: 'Show these keys', group: 'Everywhere', run: onHelp },
    { keys: 'g g', words: 'Go to all projects', group: 'Everywhere', run: () => void navigate(paths.fleet) },
    { keys: 'g r', words: 'Go to the questions that wait', group: 'Everywhere', run: () => void navigate(paths.reviews) },
    { keys: 'g a', words: 'Go to analytics', group: 'Everywhere', run: () => void navigate(paths.analytics) },
    { keys: 'g h', words: 'Go to health', group: 'Everywhere', run: () => void navigate(paths.health) },
    { keys: 'g i', words: 'Go to the inbox', group: 'Everywhere', run: () => void navigate(paths.inbox) },
    { keys: 'g b', words: 'Go to budgets and limits', group: 'Everywhere', run: () => void navigate(paths.budgets) },
    { keys: 'g m', words: 'Go to members and tokens', group: 'Everywhere', run: () => void navigate(paths.members) },
    { keys: 'g t', words: 'Go to the audit trail', group: 'Everywhere', run: () => void navigate(paths.audit) },
    {
      keys: '/',
      words: 'Search on this page',
      group: 'Everywhere',
      run: () => document.querySelector<HTMLInputElement>('main input[type=search]')?.focus(),
    },
  ]);
  return null;
}
