import { icons } from './icons.tsx';
import type { Look } from './status-looks.ts';

export function Chip({ look: { icon, tone, word }, title }: { look: Look; title?: string | undefined }) {
  return (
    <span className="dt-chip" data-tone={tone} data-icon={icon} title={title}>
      {icons[icon]}
      {word}
    </span>
  );
}
