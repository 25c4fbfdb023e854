import { checkEgressRules } from './egress/egress-rules.ts';
import { registryNames } from './egress/registries.ts';
import { resolveBySystem } from './egress/resolve-address.ts';
import { GatewayError } from './gateway-error.ts';
import type { Gateway, GatewayEvent, GatewayLimits, GatewayOptions, GatewayRun, GatewayRunSpec } from './gateway-port.ts';
import { usualBreaker } from './models/breaker.ts';
import { findPrice } from './models/cost.ts';
import { type ModelPrice, priceTable } from './models/prices.ts';
import { openRun } from './open-run.ts';
import { createProviders } from './providers.ts';
import { createRedactor } from './redaction/redactor.ts';
import { createLedger } from './run-ledger.ts';
import { createRunLog } from './run-log.ts';
import { closePools, openPools } from './upstream-call.ts';

const usualLimits: GatewayLimits = {
  requestBytes: 16_777_216,
  answerBytes: 33_554_432,
  heldBytes: 67_108_864,
  egressAnswerBytes: 1_073_741_824,
  egressUploadBytes: 67_108_864,
  connectMs: 10_000,
  firstByteMs: 300_000,
  silenceMs: 120_000,
  wholeMs: 900_000,
  connections: 256,
  logEntries: 500,
};

/** One for each worker process. */
export function openGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const now = options.now ?? Date.now;
  const limits = { ...usualLimits, ...options.limits };
  const prices = [options.prices ?? [], priceTable];
  const providers = createProviders({ ...usualBreaker, ...options.breaker }, now);
  const pools = openPools();
  const runs = new Map<string, GatewayRun | null>();
  let isClosed = false;

  const open = async (spec: GatewayRunSpec): Promise<GatewayRun> => {
    if (isClosed) throw new GatewayError('gateway_could_not_listen', 'The gateway is closed.');
    check(spec, prices);
    if (runs.has(spec.id)) throw new GatewayError('gateway_settings_invalid', `A run with the id ${spec.id} is open already.`);
    runs.set(spec.id, null);
    const emit = (event: GatewayEvent): void => {
      try {
        spec.onEvent?.(event);
      } catch {
        // A listener's fault must not become the sandbox's.
      }
    };
    const redactor = createRedactor(spec.secrets ?? []);
    try {
      const run = await openRun({
        context: {
          spec,
          limits,
          now,
          emit,
          redactor,
          prices,
          pools,
          egressPools: openPools(),
          resolve: options.resolve ?? resolveBySystem,
          ledger: createLedger(spec.budget ?? {}, emit, now),
          log: createRunLog(limits.logEntries, redactor, emit, now),
          providers: providers.openRun(spec.id, emit),
        },
        onClosed: () => runs.delete(spec.id),
      });
      runs.set(spec.id, run);
      return run;
    } catch (error) {
      runs.delete(spec.id);
      throw error;
    }
  };

  return Promise.resolve({
    openRun: open,
    providers: providers.list,
    async close() {
      isClosed = true;
      await Promise.all([...runs.values()].filter((run) => run !== null).map((run) => run.close()));
      closePools(pools);
    },
  });
}

/** Throws `gateway_settings_invalid`, naming what cannot be used. */
function check(spec: GatewayRunSpec, prices: readonly (readonly ModelPrice[])[]): void {
  const refuse = (why: string) => new GatewayError('gateway_settings_invalid', why);
  checkEgressRules(spec.egress ?? []);
  for (const each of spec.registries ?? []) {
    const name = typeof each === 'string' ? each : each.name;
    if (!registryNames.includes(name))
      throw refuse(`There is no registry called ${JSON.stringify(name)}; there are: ${registryNames.join(', ')}.`);
  }
  if (spec.otherModelsBecome !== undefined && !Object.hasOwn(spec.models, spec.otherModelsBecome))
    throw refuse(`otherModelsBecome names ${JSON.stringify(spec.otherModelsBecome)}, which is not one of the models.`);
  for (const [name, model] of Object.entries(spec.models)) {
    const url = URL.parse(model.baseUrl);
    if (!url || !/^https?:$/.test(url.protocol))
      throw refuse(`The baseUrl of the model ${JSON.stringify(name)} is not an address of http or https.`);
    if (url.username !== '' || url.password !== '')
      throw refuse(`The baseUrl of the model ${JSON.stringify(name)} has a login in it; give it as key.`);
    const hasPrice = model.protocol === 'ollama' || model.price !== undefined || findPrice(model.name ?? name, prices) !== undefined;
    if (spec.budget?.costUsd !== undefined && !hasPrice)
      throw refuse(
        `A budget in dollars needs a price for the model ${JSON.stringify(model.name ?? name)}; give one, or limit tokens or requests.`,
      );
  }
  for (const [kind, limit] of Object.entries(spec.budget ?? {}))
    if (limit !== undefined && !(limit >= 0)) throw refuse(`The budget ${kind} must be a number from 0 on, not ${limit}.`);
}
