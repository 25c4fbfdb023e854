import { SegmentedControl, VisuallyHidden, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { MoonIcon, SunIcon, SystemIcon } from '../ui/icons.tsx';
import styles from './ThemeToggle.module.css';

const choice = (icon: ReactNode, name: string) => (
  <span className={styles.choice} title={name}>
    {icon}
    <VisuallyHidden>{name}</VisuallyHidden>
  </span>
);

export function ThemeToggle() {
  // Without this, Mantine would switch transitions off through an inline style, which the page's policy forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <SegmentedControl
      aria-label="Color scheme"
      size="xs"
      value={colorScheme}
      onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
      data={[
        { value: 'light', label: choice(<SunIcon />, 'Light') },
        { value: 'dark', label: choice(<MoonIcon />, 'Dark') },
        { value: 'auto', label: choice(<SystemIcon />, 'As the system') },
      ]}
      classNames={{ root: styles.root ?? '', label: styles.label ?? '' }}
    />
  );
}
