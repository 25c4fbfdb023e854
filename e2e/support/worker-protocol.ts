import type { StopPlace } from '@devteam/api';
import type { Engine, NewInjection } from '@devteam/engine/durable';
import type { NewProject } from '@devteam/engine/store';

export interface WorkerOptions {
  home: string;
  /** Default: the embedded PostgreSQL of this home. */
  databaseUrl?: string;
  slots?: number;
  /** Keys and addresses of models. */
  environment?: Record<string, string>;
}

export type WorkerCommand =
  | { do: 'saveProject'; project: NewProject }
  | { do: 'automate'; projectId: string; stopAfter?: string[]; stopPoints?: StopPlace[] }
  | { do: 'control'; projectId: string; request: Parameters<Engine['control']>[1] }
  | { do: 'inject'; projectId: string; injection: NewInjection }
  | { do: 'stop'; projectId: string };

export type WorkerAnswer =
  | { ready: { workerId: string; databaseUrl: string } }
  | { id: number; result: unknown }
  | { id: number; error: { code: string | null; message: string } };
