import type { ProjectSettings } from '../../store/index.ts';

/** A repository and what of a project decides what is read in it. */
export interface LookedRepository {
  url: string;
  /** null: the default one. */
  branch: string | null;
  /** null: where lists usually are. */
  taskListPath: string | null;
  settings: ProjectSettings;
}

/** And how it would be worked on. */
export interface InspectedRepository extends LookedRepository {
  executor: string;
  sandbox: string;
}
