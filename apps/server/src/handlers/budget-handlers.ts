import { type BudgetView, type Routes, allows } from '@devteam/api';
import { readMetrics } from '@devteam/engine/durable';
import { type LimitKind, listBudgets, listPlaces, readSlotLimits, readUse } from '@devteam/engine/store';
import type { Pool } from 'pg';
import { readPatiently } from '../connection-errors.ts';
import { inTime } from '../http/in-time.ts';
import type { ServerEngine } from '../server-engine.ts';
import type { Handlers } from './handler.ts';

type BudgetRoutes = Pick<Routes, 'readMetrics' | 'listBudgets' | 'setBudget' | 'setCustomerBudget' | 'readUse'>;

const dayMs = 24 * 60 * 60 * 1000;

/** What was used, what may be used, and what came of it. */
export const budgetHandlers = (engine: ServerEngine, pool: Pool): Handlers<BudgetRoutes> => ({
  readMetrics: async ({ query: { customerId, days } }, { read }) => {
    const to = new Date();
    const { forecasts, metrics } = await read((db) => readMetrics(db, { from: new Date(to.getTime() - days * dayMs), to, customerId }));
    return { items: metrics, forecasts };
  },
  listBudgets: async (_, { caller, read }) => {
    const budgets = await read((db) => listBudgets(db));
    const places = new Map((await read((db) => listPlaces(db))).map((place) => [place.projectId, place]));
    const placeOf = ({ id, kind }: BudgetView['scope']) =>
      kind === 'customer' ? { customerId: id, projectId: null } : places.get(kind === 'task' ? (id.split(' ')[0] ?? '') : id);
    return {
      items: budgets.filter(({ scope }) => {
        const place = placeOf(scope);
        return place !== undefined && allows(caller, 'analytics.read', place);
      }),
    };
  },
  setBudget: async ({ body: { limits }, params: { projectId } }, { caller, read }) => {
    await inTime(engine.setBudget({ kind: 'project', id: projectId }, limits, caller.name));
    const budgets = await read((db) => listBudgets(db));
    return { items: budgets.filter(({ scope }) => scope.kind === 'project' && scope.id === projectId) };
  },
  setCustomerBudget: async ({ body: { limits }, params: { customerId } }, { caller, read }) => {
    await inTime(engine.setBudget({ kind: 'customer', id: customerId }, limits, caller.name));
    const budgets = await read((db) => listBudgets(db));
    return { items: budgets.filter(({ scope }) => scope.kind === 'customer' && scope.id === customerId) };
  },
  readUse: async (_, { caller, read }) => {
    const [use, { limits, workerSlots }] = await Promise.all([read((db) => readUse(db)), readPatiently(() => readSlotLimits(pool))]);
    const slotsOf = (kind: LimitKind, id: string) => limits.find((limit) => limit.kind === kind && limit.id === id)?.slots ?? null;
    const projects = use.filter((place) => allows(caller, 'analytics.read', place));
    const customers = new Map(projects.map(({ customerId, customerName }) => [customerId, customerName]));
    return {
      workerSlots,
      slots: slotsOf('all', ''),
      customers: [...customers].map(([customerId, name]) => ({ customerId, name, slots: slotsOf('customer', customerId) })),
      projects: projects.map(({ customerId, name, priority, projectId, used }) => {
        const slots = slotsOf('project', projectId);
        return { projectId, customerId, name, slots, priority, used };
      }),
    };
  },
});
