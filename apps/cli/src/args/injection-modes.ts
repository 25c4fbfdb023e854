import type { InjectionView } from '@devteam/api';

/** The wire's own list would load all of the wire, and `devteam tasks` starts without it. */
export const injectionModes = ['priority', 'replace', 'positional'] as const satisfies readonly InjectionView['mode'][];
