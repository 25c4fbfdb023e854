import { createContext, use } from 'react';
import type { Client } from '@devteam/api';
import type { LogStore } from '../features/log/log-store.ts';
import type { ApiClient, Secret } from '../http/api-client.ts';

/** What components reach besides the store. */
export interface Services {
  api: ApiClient;
  /** Any row of the table of routes. */
  routes: Client;
  logs: LogStore;
  /** Signs in and starts to follow. */
  signIn: (secret: Secret) => Promise<void>;
  /** Reads all projects again, and follows if it does not yet. */
  retry: () => Promise<void>;
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = use(ServicesContext);
  if (!services) throw new Error('useServices needs a ServicesContext around it');
  return services;
}
