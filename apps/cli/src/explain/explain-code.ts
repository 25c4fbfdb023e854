import { describeFailure, errorCatalogue, findErrorCode } from '@devteam/api';
import type { CommandContext } from '../command-context.ts';
import { nearestFew } from '../nearest.ts';
import { failureText } from '../output/failure-text.ts';
import { jsonLine } from '../output/json-line.ts';
import { UsageError } from '../usage-error.ts';

const mostGuesses = 3;

/** `devteam explain`. */
export function explainCode(words: string, { json = false }: { json?: boolean }, { stdout }: Pick<CommandContext, 'stdout'>): void {
  const typed = asCode(words);
  const code = findErrorCode({ code: typed });
  if (code === undefined) throw unknownCode(typed);
  const { class: kind, exitCode, next, status, tried, what, why } = errorCatalogue[code];
  if (json) {
    stdout.line(jsonLine({ code, class: kind, what, why, tried, next, exitCode, status }));
    return;
  }
  stdout.line(failureText(describeFailure(code), stdout.paint));
  stdout.line(stdout.paint.faint(`  exit code ${exitCode}, HTTP status ${status}, class «${kind}»`));
}

/** As it stands on a card, with its brackets, or as somebody remembers it. */
const asCode = (words: string): string =>
  words
    .replaceAll(/^\s*\[|\]\s*$/g, '')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');

function unknownCode(typed: string): UsageError {
  const guesses = nearestFew(typed, Object.keys(errorCatalogue), mostGuesses).map((guess) => `\`devteam explain ${guess}\``);
  return new UsageError(`no failure has the code «${typed}»`, {
    what: 'There is no such code',
    next:
      guesses.length > 0
        ? `Did you mean ${guesses.join(' or ')}?`
        : 'A code is the word in brackets on the first line of a failure, such as check_failed.',
  });
}
