export { isPublicAddress } from './egress/addresses.ts';
export type { EgressRule, HttpRule, TunnelRule } from './egress/egress-rules.ts';
export type { RegistryName, RegistrySettings } from './egress/registries.ts';
export type { Resolve, ResolvedAddress } from './egress/resolve-address.ts';
export { type FailureClass, type GatewayCode, codeOfFailure } from './failure-class.ts';
export { GatewayError } from './gateway-error.ts';
export type {
  Effort,
  Gateway,
  GatewayEvent,
  GatewayLimits,
  GatewayOptions,
  GatewayRun,
  GatewayRunSpec,
  ModelUpstream,
  Passage,
  Protocol,
  ProviderState,
  Refusal,
  RequestFinished,
  RunFailure,
  RunUsage,
} from './gateway-port.ts';
export type { BreakerSettings } from './models/breaker.ts';
export type { Budget, BudgetKind } from './models/budget.ts';
export { type ModelPrice, priceTable } from './models/prices.ts';
export type { TokenCounts, UsageTotals } from './models/token-counts.ts';
export { openGateway } from './open-gateway.ts';
export { type Redactor, createRedactor } from './redaction/redactor.ts';
export { removeDeadSockets } from './remove-dead-sockets.ts';
