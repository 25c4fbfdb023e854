/** Whatever asks a model of this machine or network: there is seldom more than one that answers at a time. */
export const localLane = 'local-model';

/** What a node needs besides a slot, by the node's name; the others need nothing. */
export type Lanes = Readonly<Record<string, string>>;

/** `model`: that the executor asks, null if it asks none. `constructor`: who writes the prompt. */
export function lanesOf({ constructor, model }: { constructor: string; model: string | null }): Lanes {
  const lanes: Record<string, string> = {};
  if (model !== null) lanes['codeExecution'] = model.startsWith('ollama/') ? localLane : model;
  if (constructor === 'ollama') lanes['constructPrompt'] = localLane;
  return lanes;
}
