import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { useAppDispatch, useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { useRoute } from '../../http/use-route.ts';
import { selectProjects } from '../projects/selectors.ts';
import { selectNoticeSettings, selectWantedNotices, settingsKnown } from './notices-slice.ts';
import { showSystemNotice } from './system-notices.ts';

/** Tells by the system what comes while nobody looks at the page, if the reader wants that. */
export function SystemNotices() {
  const dispatch = useAppDispatch();
  const navigate = useNavigate();
  const { value } = useRoute('readNoticeSettings', {});
  const { system } = useAppSelector(selectNoticeSettings);
  const wanted = useAppSelector(selectWantedNotices);
  const projects = useAppSelector(selectProjects);
  const told = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (value) dispatch(settingsKnown(value));
  }, [dispatch, value]);
  useEffect(() => {
    const before = told.current;
    told.current = wanted[0]?.id;
    if (!system || document.visibilityState === 'visible') return;
    const at = wanted.findIndex(({ id }) => id === before);
    for (const { id, projectId, reviewId, text, title } of (at === -1 ? wanted : wanted.slice(0, at)).slice(0, 5)) {
      const project = projects.find((each) => each.projectId === projectId);
      const where = project ? `${project.customerName} · ${project.name}` : projectId;
      const path = reviewId === null ? paths.project(projectId) : paths.review(reviewId);
      showSystemNotice({ title: `${where}: ${title}`, body: text, tag: id, onClick: () => void navigate(path) });
    }
  }, [wanted, system, projects, navigate]);
  return null;
}
