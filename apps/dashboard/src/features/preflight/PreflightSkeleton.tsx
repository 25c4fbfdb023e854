import { Skeleton } from '@mantine/core';

/** Says what is being looked at, since a large repository takes some seconds. */
export function PreflightSkeleton() {
  return (
    <output data-testid="preflight-loading">
      <p>Fetching the repository, reading its list and its checks, looking for the agent and a sandbox …</p>
      <Skeleton height={14} mt={14} width="62%" />
      <Skeleton height={110} mt={12} radius={10} />
      <Skeleton height={90} mt={12} radius={10} />
    </output>
  );
}
