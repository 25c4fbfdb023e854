import { Dialog } from './Dialog.tsx';
import { useDevTeam } from './dev-team-context.ts';
import { ExecutionStatus } from './ExecutionStatus.tsx';
import { LogTail } from './LogTail.tsx';

interface ExecutionDialogProps {
  projectId: string;
  darkMode?: boolean | undefined;
  onClose: () => void;
}

export function ExecutionDialog({ darkMode, onClose, projectId }: ExecutionDialogProps) {
  const name = useDevTeam((selectors, state) => selectors.selectExecution(state, projectId)?.projectName ?? projectId);
  return (
    <Dialog title={name} darkMode={darkMode} onClose={onClose}>
      <ExecutionStatus projectId={projectId} darkMode={darkMode} />
      <LogTail projectId={projectId} />
    </Dialog>
  );
}
