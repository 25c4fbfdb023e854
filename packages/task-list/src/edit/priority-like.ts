const NUMBERED: Readonly<Record<string, string>> = { critical: 'P0', high: 'P1', medium: 'P2', low: 'P3' };
const CHINESE: Readonly<Record<string, string>> = { high: '高', medium: '中', low: '低' };

/** A priority in the words another one is written in; anything else stays as it is. */
export function priorityLike(value: string, other: string): string {
  const text = other.trim();
  if (/^P\d$/.test(text)) return NUMBERED[value] ?? value;
  if (/^p\d$/.test(text)) return (NUMBERED[value] ?? value).toLowerCase();
  if (/^[高中低]$/u.test(text)) return CHINESE[value] ?? value;
  if (/^[A-Z]{2,}$/.test(text)) return value in NUMBERED ? value.toUpperCase() : value;
  return /^[A-Z][a-z]+$/.test(text) && value in NUMBERED ? value.charAt(0).toUpperCase() + value.slice(1) : value;
}
