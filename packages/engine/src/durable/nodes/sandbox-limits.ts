import type { SandboxLimits } from '@devteam/drivers/sandbox';
import type { ProjectSettings } from '../../store/index.ts';

/** What one sandbox may use unless the project says otherwise; drivers that cannot enforce a limit say so in their probe. */
const usual = { cpus: 1, memoryMegabytes: 2048, processes: 1024, diskMegabytes: 10_240 } as const;

/** What runs has its own time-outs; this ends a sandbox that they forgot. */
const afterTimeoutSeconds = 120;

/** Kept of each check: reports of some ten thousand tests have to come through whole. */
export const keptOutputCharacters = 4_000_000;

export const sandboxLimits = ({ limits = {} }: ProjectSettings, timeoutSeconds: number): SandboxLimits => ({
  ...usual,
  wallClockSeconds: timeoutSeconds + afterTimeoutSeconds,
  ...limits,
});
