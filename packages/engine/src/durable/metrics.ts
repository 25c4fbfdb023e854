import { CodedError, type ForecastView, type MetricView } from '@devteam/api';
import { forecastEnd } from '../decisions/budgets/forecast.ts';
import { metricsOf } from '../decisions/budgets/metrics.ts';
import { type Queryable, listProjects, readMetricFacts, readPaces } from '../store/index.ts';

export interface Metrics {
  metrics: MetricView[];
  forecasts: ForecastView[];
}

/** The figures of a time, of one customer or of all, from stored facts; and what the rest of each list will take. Throws `customer_not_found`. */
export async function readMetrics(pool: Queryable, options: { from: Date; to: Date; customerId?: string | undefined }): Promise<Metrics> {
  const { customerId = null, from, to } = options;
  if (customerId !== null && !(await listProjects(pool)).some((project) => project.customerId === customerId))
    throw new CodedError('customer_not_found', { place: customerId });
  const window = { from: from.toISOString(), to: to.toISOString() };
  const metrics = metricsOf(await readMetricFacts(pool, from), { from: from.getTime(), to: to.getTime() }, customerId);
  const paces = await readPaces(pool, customerId);
  return {
    metrics: metrics.map((metric) => Object.assign(metric, { window })),
    forecasts: paces.map(({ finished, projectId, tasksLeft }) => Object.assign({ projectId }, forecastEnd(finished, tasksLeft))),
  };
}
