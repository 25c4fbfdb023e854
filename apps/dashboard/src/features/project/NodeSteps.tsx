import type { NodeView } from '@devteam/api';
import { isActive } from '@devteam/api';
import { useAppSelector } from '../../app/hooks.ts';
import { useTimes } from '../../ui/absolute-time.ts';
import { formatStepDuration } from '../../ui/duration.ts';
import { Elapsed } from '../../ui/Elapsed.tsx';
import { StatusIcon } from '../../ui/StatusChip.tsx';
import { statusOf } from '../projects/attention.ts';
import { selectAttemptNodes, selectProject, selectTaskLabel } from '../projects/selectors.ts';
import { nodeLook, still } from '../projects/status-looks.ts';
import styles from './NodeSteps.module.css';

/** The workflow of the newest attempt, node by node. */
export function NodeSteps({ projectId }: { projectId: string }) {
  const nodes = useAppSelector((state) => selectAttemptNodes(state, projectId));
  const project = useAppSelector((state) => selectProject(state, projectId));
  const label = useAppSelector((state) => (nodes?.taskKey ? selectTaskLabel(state, projectId, nodes.taskKey) : 'Last task'));
  if (!nodes || !project) return null;
  const moving = isActive(statusOf(project));
  return (
    <section className={styles.steps} aria-label="Steps of the attempt" data-testid="node-steps" data-attempt={nodes.attempt}>
      <header className={styles.header}>
        <h2>{label}</h2>
        <span>attempt {nodes.attempt}</span>
      </header>
      <ol className={styles.list}>
        {nodes.rows.map((node) => (
          <Step key={node.node} node={node} moving={moving} />
        ))}
      </ol>
    </section>
  );
}

function Step({ node, moving }: { node: NodeView; moving: boolean }) {
  const look = moving ? nodeLook(node) : still(nodeLook(node));
  const wrong = node.failure ?? node.finding;
  return (
    <li
      className={styles.step}
      data-tone={look.tone}
      data-node={node.node}
      data-status={node.status}
      data-finding={node.finding?.code}
      {...(wrong ? { title: `${wrong.what}: ${wrong.why}` } : {})}
    >
      <StatusIcon look={look} size={14} />
      <span className={styles.name}>{node.node}</span>
      <span className={styles.detail}>
        <StepTime node={node} word={look.word} />
      </span>
    </li>
  );
}

function StepTime({ node, word }: { node: NodeView; word: string }) {
  const { absolute } = useTimes();
  // A step that has not been reached says so by its shape; the word for it would fill the line.
  if (!node.startedAt) return node.status === 'blocked' ? null : word.toLowerCase();
  if (!node.endedAt) return <Elapsed since={node.startedAt} />;
  const title = `${absolute(node.startedAt)} to ${absolute(node.endedAt)}`;
  return (
    <>
      {node.status === 'completed' && !node.finding ? null : `${word.toLowerCase()} · `}
      <time dateTime={node.startedAt} title={title}>
        {formatStepDuration(Date.parse(node.endedAt) - Date.parse(node.startedAt))}
      </time>
    </>
  );
}
