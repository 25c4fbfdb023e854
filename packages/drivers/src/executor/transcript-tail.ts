const limit = 32_768;

/** The end of what an executor printed; what is left out is said in the first line. */
export function transcriptTail(lines: readonly string[]): string {
  const text = lines.join('\n');
  if (text.length <= limit) return text;
  const kept = text.slice(-limit).replace(/^[\uDC00-\uDFFF]/, '');
  return `[the first ${text.length - kept.length} characters are left out]\n${kept}`;
}
