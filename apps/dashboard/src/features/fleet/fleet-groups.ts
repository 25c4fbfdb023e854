import type { ProjectView } from '@devteam/api';
import { attentionOf } from '../projects/attention.ts';

export interface FleetGroup {
  customerId: string;
  customerName: string;
  projectIds: string[];
  /** Of this customer's projects, how many need somebody. */
  needsYou: number;
}

/** Projects that come in the order of the grid, by customer: the customer of the first one comes first, so what needs somebody stays in front. */
export function groupByCustomer(projects: readonly ProjectView[]): FleetGroup[] {
  const groups = new Map<string, FleetGroup>();
  for (const project of projects) {
    const { customerId, customerName, projectId } = project;
    const group = groups.get(customerId) ?? { customerId, customerName, projectIds: [], needsYou: 0 };
    group.projectIds.push(projectId);
    if (attentionOf(project) === 'needs-you') group.needsYou += 1;
    groups.set(customerId, group);
  }
  return [...groups.values()];
}

/** What is drawn under one head: a customer with several projects, or neighbors with one each, whose cards name them. */
export interface FleetSection {
  key: string;
  /** Null: no head. */
  group: FleetGroup | null;
  projectIds: readonly string[];
}

export function sectionsOf(groups: readonly FleetGroup[]): FleetSection[] {
  const sections: (FleetSection & { projectIds: string[] })[] = [];
  for (const group of groups) {
    const last = sections.at(-1);
    if (group.projectIds.length > 1) sections.push({ key: group.customerId, group, projectIds: group.projectIds });
    else if (last?.group === null) last.projectIds.push(...group.projectIds);
    else sections.push({ key: `single ${group.customerId}`, group: null, projectIds: [...group.projectIds] });
  }
  return sections;
}
