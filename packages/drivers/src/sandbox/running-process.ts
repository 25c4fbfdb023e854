/** The variables by which processes of a sandbox are recognised, whatever group or parent they have by now. */
export const marks = { sandbox: 'DEVTEAM_SANDBOX', run: 'DEVTEAM_SANDBOX_RUN', owner: 'DEVTEAM_SANDBOX_OWNER' } as const;

export interface RunningProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly groupId: number;
  /** Id of the sandbox by its mark. */
  readonly sandbox: string | null;
  readonly run: string | null;
  readonly owner: string | null;
}
