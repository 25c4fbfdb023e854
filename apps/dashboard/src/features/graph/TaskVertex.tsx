import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import type { TaskStatus } from '@devteam/api';
import { StatusIcon } from '../../ui/StatusChip.tsx';
import { WithCode } from '../../ui/WithCode.tsx';
import { still, taskLooks } from '../projects/status-looks.ts';
import styles from './TaskVertex.module.css';

export interface VertexData extends Record<string, unknown> {
  id: string | null;
  title: string;
  status: TaskStatus;
  attempt: number;
  /** The step of this attempt that found the work not good, and why; else what failed the attempt before. */
  wrong: { mark: string; words: string; why: string } | null;
  moving: boolean;
  isCurrent: boolean;
  isCritical: boolean;
}
export type TaskVertexNode = Node<VertexData, 'task'>;

/** One task in the graph. */
export const TaskVertex = memo(function TaskVertex({ data, selected }: NodeProps<TaskVertexNode>) {
  const { wrong } = data;
  const look = data.moving ? taskLooks[data.status] : still(taskLooks[data.status]);
  return (
    <div
      className={styles.vertex}
      data-tone={wrong && data.status === 'active' ? 'failed' : look.tone}
      {...(wrong ? { title: wrong.why } : {})}
      data-status={data.status}
      data-current={data.isCurrent || undefined}
      data-critical={data.isCritical || undefined}
      data-selected={selected || undefined}
      data-testid="graph-task"
    >
      <Handle type="target" position={Position.Left} isConnectable={false} className={styles.handle ?? ''} />
      <p className={styles.head}>
        <StatusIcon look={look} size={14} />
        {data.id ? <code>{data.id}</code> : null}
        <span>{look.word}</span>
        {wrong ? (
          <em className={styles.wrong} data-tone="failed">
            {wrong.mark}
          </em>
        ) : data.attempt > 1 ? (
          <em>attempt {data.attempt}</em>
        ) : null}
      </p>
      <p className={styles.title}>
        <WithCode text={data.title} />
      </p>
      <Handle type="source" position={Position.Right} isConnectable={false} className={styles.handle ?? ''} />
    </div>
  );
});
