import { type Lanes, lanesOf } from '../decisions/fairness/lanes.ts';
import type { Project } from '../store/index.ts';
import { agentOf } from './equipment.ts';
import { usualModel } from './nodes/way-out.ts';
import { promptConstructorOf } from './prompt-constructor-of.ts';

/** Which scarce things the nodes of this project need. */
export const lanesOfProject = (project: Project): Lanes =>
  lanesOf({
    constructor: promptConstructorOf(project),
    model: agentOf(project.executor) === undefined ? null : (project.settings.model ?? usualModel),
  });
