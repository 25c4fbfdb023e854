import { useSearchParams } from 'react-router';

/** The sheet is open for the project that the address names, on whatever page; closing it leaves the rest of the address as it is. */
const parameter = 'automate';

export function usePreflightPlace(): { projectId: string | null; open: (projectId: string) => void; close: () => void } {
  const [search, setSearch] = useSearchParams();
  const set = (projectId: string | null) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (projectId === null) after.delete(parameter);
        else after.set(parameter, projectId);
        return after;
      },
      { preventScrollReset: true },
    );
  return { projectId: search.get(parameter), open: set, close: () => set(null) };
}
