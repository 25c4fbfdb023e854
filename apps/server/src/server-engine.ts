import type { Engine } from '@devteam/engine/durable';

/** What the server asks of the engine. */
export type ServerEngine = Pick<
  Engine,
  | 'saveProject'
  | 'changeConfiguration'
  | 'changeCustomer'
  | 'automate'
  | 'stop'
  | 'label'
  | 'control'
  | 'setStopPoints'
  | 'answerReview'
  | 'inject'
  | 'previewInjection'
  | 'cancelInjection'
  | 'approveInjection'
  | 'setBudget'
  | 'startTimer'
  | 'stopTimer'
  | 'preflight'
  | 'inspectRepository'
  | 'listDrivers'
  | 'undo'
  | 'readChanges'
  | 'readDiff'
  | 'verifyReceipts'
>;
