import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData, createSpotlight } from '@mantine/spotlight';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { useAppSelector } from '../../app/hooks.ts';
import { officePlaces } from '../../app/office-places.ts';
import { paths } from '../../app/paths.ts';
import { SearchIcon } from '../../ui/icons.tsx';
import { selectProjects, selectTasks } from '../projects/selectors.ts';
import { type PaletteItem, automateItems, projectItems, settingsItems, taskItems, troubleItems } from './palette-actions.ts';

const [store, spotlight] = createSpotlight();
export const openPalette = (): void => spotlight.open();

/** Ctrl-K: goes to any project or task by some letters of its name, and gives commands. */
export function Palette() {
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const projects = useAppSelector(selectProjects);
  const tasks = useAppSelector(selectTasks);

  const groups = useMemo((): SpotlightActionGroupData[] => {
    const names = new Map(projects.map(({ name, projectId }) => [projectId, name]));
    const leads = ({ path, ...item }: PaletteItem): SpotlightActionData => ({ ...item, onClick: () => void navigate(path) });
    const scheme = (id: 'light' | 'dark' | 'auto', label: string): SpotlightActionData => ({
      id: `scheme ${id}`,
      label,
      keywords: ['theme', 'color'],
      onClick: () => setColorScheme(id),
    });
    return [
      { group: 'Projects', actions: projectItems(projects, paths.project).map(leads) },
      { group: 'Tasks', actions: taskItems(tasks, names, paths.project).map(leads) },
      { group: 'Automate', actions: automateItems(projects, paths.project).map(leads) },
      { group: 'Settings', actions: settingsItems(projects, paths.projectSettings).map(leads) },
      { group: 'Troubleshooting', actions: troubleItems(paths.trouble).map(leads) },
      {
        group: 'Page',
        actions: [
          { id: 'all projects', label: 'All projects', keywords: ['home', 'fleet'], onClick: () => void navigate(paths.fleet) },
          ...officePlaces.map(({ keywords, path, words }) => ({
            id: path,
            label: words,
            keywords: [...keywords],
            onClick: () => void navigate(path),
          })),
          {
            id: 'add project',
            label: 'Add a project',
            keywords: ['new', 'repository', 'customer'],
            onClick: () => void navigate(paths.newProject),
          },
          {
            id: 'fleet table',
            label: 'All projects as a table',
            keywords: ['fleet'],
            onClick: () => void navigate(`${paths.fleet}?view=table`),
          },
          {
            id: 'fleet compact',
            label: 'All projects, compact',
            keywords: ['fleet', 'density'],
            onClick: () => void navigate(`${paths.fleet}?density=compact`),
          },
          scheme('light', 'Light'),
          scheme('dark', 'Dark'),
          scheme('auto', 'Light or dark as the system has it'),
        ],
      },
    ];
  }, [projects, tasks, navigate, setColorScheme]);

  return (
    <Spotlight
      store={store}
      actions={groups}
      shortcut={null}
      // Its lock is a style element, which the page's policy forbids.
      lockScroll={false}
      limit={12}
      attributes={{ content: { 'aria-label': 'Find' } }}
      nothingFound="Nothing is called that."
      highlightQuery
      scrollable
      maxHeight={420}
      searchProps={{ placeholder: 'Project, task or command', leftSection: <SearchIcon />, 'aria-label': 'Project, task or command' }}
    />
  );
}
