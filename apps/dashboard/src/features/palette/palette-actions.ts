import type { ProjectView } from '@devteam/api';
import { refusalOfAutomate } from '../projects/commands.ts';
import { troubleNames, troublePages } from '../trouble/trouble-pages.ts';
import type { TaskRow } from '../projects/projects-state.ts';

/** Something the palette can lead to. */
export interface PaletteItem {
  id: string;
  label: string;
  /** Second line. */
  description: string;
  /** More words by which it is found. */
  keywords: string[];
  path: string;
}

export function projectItems(projects: readonly ProjectView[], pathOf: (projectId: string) => string): PaletteItem[] {
  return projects.map(({ customerName, name, projectId }) => ({
    id: `project ${projectId}`,
    label: name,
    description: customerName,
    keywords: [projectId],
    path: pathOf(projectId),
  }));
}

export function taskItems(
  tasks: readonly TaskRow[],
  names: ReadonlyMap<string, string>,
  pathOf: (projectId: string) => string,
): PaletteItem[] {
  return tasks.map(({ id, key, projectId, title }) => ({
    id: `task ${projectId} ${key}`,
    label: id ? `${id} ${title}` : title,
    description: names.get(projectId) ?? projectId,
    keywords: [key],
    path: `${pathOf(projectId)}?task=${encodeURIComponent(key)}`,
  }));
}

/** Of those that can be started now. */
export const automateItems = (projects: readonly ProjectView[], pathOf: (projectId: string) => string): PaletteItem[] =>
  projects
    .filter((project) => refusalOfAutomate(project) === null)
    .map(({ customerName, name, projectId }) => ({
      id: `automate ${projectId}`,
      label: `Automate ${name}`,
      description: customerName,
      keywords: [projectId, 'start', 'run'],
      path: `${pathOf(projectId)}?automate=${encodeURIComponent(projectId)}`,
    }));

export const troubleItems = (pathOf: (name: string) => string): PaletteItem[] =>
  troubleNames.map((name) => ({
    id: `trouble ${name}`,
    label: troublePages[name].title,
    description: troublePages[name].sign,
    keywords: ['troubleshooting', 'help', 'error'],
    path: pathOf(name),
  }));

export function settingsItems(projects: readonly ProjectView[], pathOf: (projectId: string) => string): PaletteItem[] {
  return projects.map(({ customerName, name, projectId }) => ({
    id: `settings ${projectId}`,
    label: `Settings of ${name}`,
    description: customerName,
    keywords: [projectId, 'configuration', 'model', 'checks'],
    path: pathOf(projectId),
  }));
}
