import { errorCatalogue } from '@devteam/api';
import { expect, test } from 'vitest';
import { type GatewayCode, codeOfFailure } from './index.ts';

const ownCodes: GatewayCode[] = [
  'budget_used_up',
  'model_not_allowed',
  'egress_refused',
  'provider_key_unavailable',
  'run_over',
  'gateway_key_refused',
  'gateway_address_unknown',
  'gateway_request_unusable',
  'gateway_request_too_large',
  'gateway_settings_invalid',
  'gateway_could_not_listen',
];

test.each([...ownCodes, ...Object.values(codeOfFailure)])('%s has its advice in the catalogue', (code) => {
  expect(errorCatalogue).toHaveProperty(code);
});
