import type { ExecutionView } from '@devteam/api';
import { Ago, Elapsed } from '../../ui/Elapsed.tsx';

/** How long an execution has been running, or how long it took and when that was. */
export function RunTime({ execution }: { execution: ExecutionView }) {
  const { startedAt, endedAt } = execution;
  if (!endedAt) {
    return (
      <span>
        elapsed <Elapsed since={startedAt} />
      </span>
    );
  }
  return (
    <span>
      took <Elapsed since={startedAt} until={endedAt} />, ended <Ago time={endedAt} />
    </span>
  );
}
