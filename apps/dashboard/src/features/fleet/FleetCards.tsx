import { memo, useMemo } from 'react';
import { useAppSelector } from '../../app/hooks.ts';
import { selectProjects } from '../projects/selectors.ts';
import styles from './FleetCards.module.css';
import { type FleetSection, groupByCustomer, sectionsOf } from './fleet-groups.ts';
import { ProjectCard } from './ProjectCard.tsx';

interface FleetCardsProps {
  order: readonly string[];
  chosen: ReadonlySet<string>;
  isCompact: boolean;
}

/** Cards, by customer where one has several; compact, all of them in one grid, so that most of them are seen at once. */
export const FleetCards = memo(function FleetCards({ chosen, isCompact, order }: FleetCardsProps) {
  const projects = useAppSelector(selectProjects);
  const sections = useMemo((): FleetSection[] => {
    if (isCompact) return [{ key: 'all', group: null, projectIds: order }];
    const byId = new Map(projects.map((project) => [project.projectId, project]));
    return sectionsOf(groupByCustomer(order.flatMap((projectId) => byId.get(projectId) ?? [])));
  }, [projects, order, isCompact]);
  return (
    <div className={styles.sections} data-testid="fleet" data-compact={isCompact || undefined}>
      {sections.map(({ group, key, projectIds }) => (
        <section key={key} aria-label={group?.customerName ?? 'Projects'} data-testid="fleet-section">
          {group ? (
            <p className={styles.head}>
              <b>{group.customerName}</b> {group.projectIds.length} projects
              {group.needsYou > 0 ? (
                <em data-tone="waiting">{group.needsYou === 1 ? '1 needs you' : `${group.needsYou} need you`}</em>
              ) : null}
            </p>
          ) : null}
          <ul className={styles.grid}>
            {projectIds.map((projectId) => (
              <li key={projectId}>
                <ProjectCard projectId={projectId} isChosen={chosen.has(projectId)} isCompact={isCompact} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
});
