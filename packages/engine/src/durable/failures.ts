import { type Failure, describeFailure, errorCatalogue, findErrorCode } from '@devteam/api';
import type { NodeFailure } from '@devteam/workflow';

/** A node's failure in the words that people get. A code that we do not know is `unexpected`, with the message as its cause. */
export function failureOfNode(failure: NodeFailure): Failure {
  const code = findErrorCode(failure) ?? 'unexpected';
  // A CodedError's message repeats its headline, which the card shows anyway.
  const headline = `${errorCatalogue[code].what}: `;
  const why = failure.message.startsWith(headline) ? failure.message.slice(headline.length) : failure.message;
  return describeFailure(code, {
    why,
    ...(failure.place ? { place: failure.place } : {}),
    ...(failure.evidence ? { evidence: failure.evidence } : {}),
    ...(failure.retryAt ? { retryAt: failure.retryAt } : {}),
  });
}
