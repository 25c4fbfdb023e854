import { createContext, use } from 'react';

/** What a card asks of its page. The functions stay the same, so that cards do not render when the address changes. */
export interface FleetActions {
  automate: (projectId: string) => void;
  /** Shows the last lines beside the cards, and keeps them there. */
  peek: (projectId: string) => void;
  /** While the pointer is on it; null: it has left. */
  hint: (projectId: string | null) => void;
  toggle: (projectId: string) => void;
}

export const FleetActionsContext = createContext<FleetActions | null>(null);

export function useFleetActions(): FleetActions {
  const actions = use(FleetActionsContext);
  if (!actions) throw new Error('useFleetActions needs a FleetActionsContext around it');
  return actions;
}
