/**
 * How a request of a run ended when it did not end well. Stable strings: they stand in events, in the database and on the page.
 *
 * `refused_by_policy`: by the provider's rules, or by ours; the code says which. `bad_request`: the provider does not understand what the executor
 * sent. `canceled`: the executor went away; not a failure of anybody.
 */
export type FailureClass =
  | 'auth'
  | 'quota'
  | 'rate_limited'
  | 'overloaded'
  | 'provider_outage'
  | 'context_overflow'
  | 'timeout'
  | 'cut_stream'
  | 'malformed'
  | 'refused_by_policy'
  | 'model_missing'
  | 'bad_request';

/** The codes of the error catalogue that the gateway gives. */
export type GatewayCode =
  | 'budget_used_up'
  | 'model_not_allowed'
  | 'egress_refused'
  | 'provider_down'
  | 'provider_key_refused'
  | 'provider_key_unavailable'
  | 'provider_quota_used_up'
  | 'provider_rate_limited'
  | 'provider_overloaded'
  | 'provider_timed_out'
  | 'provider_cut_off'
  | 'provider_answer_unreadable'
  | 'provider_refused_by_policy'
  | 'provider_refused_request'
  | 'provider_model_missing'
  | 'context_too_long'
  | 'run_over'
  | 'gateway_key_refused'
  | 'gateway_address_unknown'
  | 'gateway_request_unusable'
  | 'gateway_request_too_large'
  | 'gateway_settings_invalid'
  | 'gateway_could_not_listen';

/** What a person is told when this is how the model's traffic of a run ended. */
export const codeOfFailure = {
  auth: 'provider_key_refused',
  quota: 'provider_quota_used_up',
  rate_limited: 'provider_rate_limited',
  overloaded: 'provider_overloaded',
  provider_outage: 'provider_down',
  context_overflow: 'context_too_long',
  timeout: 'provider_timed_out',
  cut_stream: 'provider_cut_off',
  malformed: 'provider_answer_unreadable',
  refused_by_policy: 'provider_refused_by_policy',
  model_missing: 'provider_model_missing',
  bad_request: 'provider_refused_request',
} as const satisfies Record<FailureClass, GatewayCode>;

/** Failures that speak against the provider and not against this one request: they count for the circuit breaker. */
export const speaksAgainstProvider = (failureClass: FailureClass): boolean =>
  failureClass === 'provider_outage' || failureClass === 'overloaded' || failureClass === 'timeout' || failureClass === 'cut_stream';
