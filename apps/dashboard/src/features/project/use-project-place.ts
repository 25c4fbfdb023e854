import { useSearchParams } from 'react-router';

/** What the large panel of a project shows. `tasks` is a view of its own only where the list has no column. */
export const projectViews = ['tasks', 'log', 'graph', 'timeline', 'resolutions'] as const;
export type ProjectViewName = (typeof projectViews)[number];

export interface ProjectPlace {
  view: ProjectViewName;
  /** Key of the chosen task. */
  task: string | null;
}

/** Which view is open and which task is chosen stands in the address, so that it can be sent to someone. */
export function useProjectPlace(): [ProjectPlace, (change: Partial<ProjectPlace>) => void] {
  const [search, setSearch] = useSearchParams();
  const wanted = search.get('view');
  const view = projectViews.find((each) => each === wanted) ?? 'tasks';
  const place = { view, task: search.get('task') };
  const change = (next: Partial<ProjectPlace>) => {
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries({ ...place, ...next })) {
          if (value === null || value === 'tasks') after.delete(name);
          else after.set(name, value);
        }
        return after;
      },
      { replace: true, preventScrollReset: true },
    );
  };
  return [place, change];
}
