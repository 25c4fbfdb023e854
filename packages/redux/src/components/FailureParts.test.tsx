// @vitest-environment node
import { type ErrorCode, describeFailure, errorCatalogue } from '@devteam/api';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { FailureParts } from './FailureParts.tsx';

const asText = (markup: string) =>
  markup
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&#x27;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

test.each(Object.keys(errorCatalogue) as ErrorCode[])('%s is shown with its four parts', (code) => {
  const failure = describeFailure(code, { tried: ['looked twice'], evidence: 'line 7 <b>' });
  const text = asText(renderToStaticMarkup(<FailureParts failure={failure} />));
  for (const part of [failure.what, failure.why, 'looked twice', failure.next, 'line 7 <b>']) expect(text).toContain(part);
});
