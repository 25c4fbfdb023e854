import type { Event } from '@devteam/api';
import { displayWidth } from './display-width.ts';
import type { Outlet } from './outlet.ts';
import { plainText } from './plain-text.ts';
import { timeOfDay } from './time-text.ts';

export type LogEvent = Extract<Event, { type: 'execution-log' }>;

/** Prints log events; where task, attempt or node changes, a heading says so. */
export function createLogPrinter(outlet: Outlet): (event: LogEvent, from?: number) => void {
  let heading = '';
  return (event, from = 0) => {
    const { attempt, level, lines, node, stream, taskKey } = event.payload;
    const { paint } = outlet;
    const place = [taskKey ?? (node === null ? 'project' : 'preparation'), attempt > 1 ? `attempt ${attempt}` : '', node ?? '']
      .filter(Boolean)
      .join(', ');
    if (place !== heading) {
      heading = place;
      const rule = outlet.unicode ? '──' : '--';
      const wide = Math.min(outlet.columns(), 80);
      const rest = Math.max(2, wide - displayWidth(place) - 5);
      outlet.line(paint.bold(`${rule} ${plainText(place)} ${rule.charAt(0).repeat(rest)}`));
    }
    const time = timeOfDay(new Date(event.ts));
    for (const line of lines.slice(from)) {
      const text = plainText(line);
      const mark = stream === 'engine' ? '*' : stream === 'stderr' ? '!' : ' ';
      const shown =
        level === 'error'
          ? paint.color('red', text)
          : level === 'warn'
            ? paint.color('amber', text)
            : stream === 'engine'
              ? paint.color('blue', text)
              : text;
      outlet.line(`${paint.faint(`${time} ${mark}`)} ${shown}`);
    }
  };
}
