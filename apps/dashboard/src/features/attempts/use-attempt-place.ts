import { useSearchParams } from 'react-router';

/** Which attempt is shown, and which one it is held against, stands in the address. */
export function useAttemptPlace(): {
  attempt: string | null;
  against: string | null;
  change: (next: { attempt?: string | null; against?: string | null }) => void;
} {
  const [search, setSearch] = useSearchParams();
  return {
    attempt: search.get('attempt'),
    against: search.get('against'),
    change: (next) =>
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries(next)) {
            if (value === null) after.delete(name);
            else if (value !== undefined) after.set(name, value);
          }
          return after;
        },
        { replace: true, preventScrollReset: true },
      ),
  };
}
