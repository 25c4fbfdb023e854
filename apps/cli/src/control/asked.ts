import type { Engine } from '@devteam/engine/durable';

export type Asked = Parameters<Engine['control']>[1]['command'];
