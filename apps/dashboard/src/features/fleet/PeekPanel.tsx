import { CloseButton, Skeleton } from '@mantine/core';
import { useCallback, useState } from 'react';
import { Link } from 'react-router';
import { useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { useServices } from '../../app/services.ts';
import { useAnswer } from '../../http/use-answer.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { sentenceOf } from '../failure/failure-words.ts';
import { isOutput, linesOf } from '../log/log-rows.ts';
import { PaintedText } from '../log/PaintedText.tsx';
import { useLogWindow } from '../log/use-log-window.ts';
import { statusOf } from '../projects/attention.ts';
import { CurrentTaskLine } from '../projects/CurrentTaskLine.tsx';
import { LastOutput } from '../projects/LastOutput.tsx';
import { selectProject } from '../projects/selectors.ts';
import { executionLooks } from '../projects/status-looks.ts';
import { CardReason } from './CardReason.tsx';
import styles from './PeekPanel.module.css';

const mostLines = 20;

interface PeekPanelProps {
  projectId: string;
  /** It stays until it is closed; else it goes with the pointer. */
  isKept: boolean;
  onClose: () => void;
}

/** What a project says right now, beside the cards: the task at hand and the last lines, live. */
export function PeekPanel({ isKept, onClose, projectId }: PeekPanelProps) {
  const project = useAppSelector((state) => selectProject(state, projectId));
  if (!project) return null;
  const status = statusOf(project);
  return (
    <aside className={styles.panel} aria-label={`Last lines of ${project.name}`} data-testid="peek" data-project-id={projectId}>
      <header>
        <h2>
          <Link to={paths.project(projectId)}>{project.name}</Link>
        </h2>
        <StatusChip look={executionLooks[status]} size="small" />
        <span>
          <LastOutput projectId={projectId} running={status === 'running'} />
        </span>
        {isKept ? <CloseButton size="sm" aria-label="Close the last lines" onClick={onClose} /> : null}
      </header>
      <CurrentTaskLine project={project} />
      <CardReason project={project} />
      <Lines key={projectId} projectId={projectId} seq={project.seq} />
      <CommandLine text={`devteam logs ${projectId} --follow`} />
    </aside>
  );
}

/** Those of before are read once; the stream brings what follows. */
function Lines({ projectId, seq }: { projectId: string; seq: number }) {
  const { api } = useServices();
  const log = useLogWindow(projectId, seq);
  const [from] = useState(seq + 1);
  const { failure, value } = useAnswer(useCallback(() => api.getOutputBefore(projectId, from, mostLines), [api, projectId, from]));
  const live = log.rows.filter((row) => row.kind === 'line');
  const earlier = (value ?? []).filter(isOutput).flatMap(linesOf);
  const lines = [...earlier, ...live.filter((row) => row.seq >= from)].slice(-mostLines);
  if (lines.length === 0)
    return failure ? (
      <p className={styles.none}>{sentenceOf(failure)}</p>
    ) : value === null ? (
      <Skeleton height={90} radius={8} />
    ) : (
      <p className={styles.none}>No output yet.</p>
    );
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard has to reach it
    <pre className={styles.lines} tabIndex={0} aria-label="Last lines">
      {lines.map((line) => (
        <span key={`${line.seq}.${line.part}`} data-level={line.level}>
          <PaintedText text={line.text} paints={line.paints} />
          {'\n'}
        </span>
      ))}
    </pre>
  );
}
