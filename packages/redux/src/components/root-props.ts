import { useSettings } from './dev-team-context.ts';

/** Every rule of the stylesheet begins at this class; without `darkMode` the dark variant follows a `dark` class on the page's root. */
export function useRootProps(own: string, { className, darkMode }: { className?: string | undefined; darkMode?: boolean | undefined }) {
  const settings = useSettings();
  const dark = darkMode ?? settings.darkMode;
  return {
    className: ['devteam', own, className].filter(Boolean).join(' '),
    'data-theme': dark === undefined ? undefined : dark ? 'dark' : 'light',
  };
}
