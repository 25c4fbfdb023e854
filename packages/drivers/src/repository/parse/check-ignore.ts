/**
 * Reads `check-ignore -z -v -n`: source, line, pattern and path for each question, in order. A pattern that begins with `!` takes a
 * path back; `\!` is a name with that letter.
 */
export class IgnoreAnswers {
  #rest = '';

  /** The answers that are complete with this piece. */
  take(piece: string): boolean[] {
    const fields = (this.#rest + piece).split('\0');
    const complete = Math.floor((fields.length - 1) / 4);
    this.#rest = fields.slice(complete * 4).join('\0');
    return Array.from({ length: complete }, (_, index) => {
      const pattern = fields[index * 4 + 2] ?? '';
      return pattern !== '' && !pattern.startsWith('!');
    });
  }
}
