import type { Event } from '@devteam/api';
import { type Narration, createNarrator } from '../follow/narrate.ts';
import { type ProjectProgress, applyEvent } from '../follow/project-progress.ts';
import { displayWidth, fit, wrap } from './display-width.ts';
import { openLiveBlock } from './live-block.ts';
import type { Outlet } from './outlet.ts';
import type { Paint } from './paint.ts';
import { plainText } from './plain-text.ts';
import { progressLines } from './progress-lines.ts';
import { shortNames } from './project-names.ts';
import { timeOfDay } from './time-text.ts';
import { toneColors } from './tone-colors.ts';

/** What a person sees while projects are worked on. Events of a project come in order, each once. */
export interface ProgressView {
  apply(event: Event): void;
  /** A message of the program itself; may have several lines. */
  say(text: string): void;
  /** As the last event left them. */
  projects(): ProjectProgress[];
  close(): void;
}

export interface ProgressViewOptions {
  projects: readonly ProjectProgress[];
  outlet: Outlet;
  /** `live`: a block redrawn in place. `lines`: a log. `none`: only counts along. */
  style: 'live' | 'lines' | 'none';
  now: () => number;
}

/** Of one thing that happened, above the block; all of it is in the log. */
const mostLines = 3;

export function openProgressView(options: ProgressViewOptions): ProgressView {
  const { outlet, style } = options;
  const ids = options.projects.map((project) => project.projectId);
  const names = shortNames(ids);
  const nameWidth = Math.max(1, ...[...names.values()].map((name) => displayWidth(plainText(name))));
  const current = new Map(options.projects.map((project) => [project.projectId, project]));
  const narrator = createNarrator(options.projects);
  const projects = () => ids.flatMap((id) => current.get(id) ?? []);
  const live = style === 'live' ? openLiveRedraws(options, names, projects) : undefined;

  const narrate = (told: Narration) => {
    // The block shows what goes on by itself; only what it would not keep is written above it.
    if (live && told.tone === 'step') return;
    const name = plainText(names.get(told.projectId) ?? told.projectId);
    const time = timeOfDay(new Date(told.at));
    if (!live) {
      outlet.line(`${time}  ${fit(name, nameWidth)}  ${colored(told, outlet.paint)}`);
      return;
    }
    const indent = time.length + nameWidth + 4;
    const [first = '', ...more] = wrap(told.text, Math.max(20, outlet.columns() - 1 - indent), mostLines).map((text) =>
      colored({ ...told, text }, outlet.paint),
    );
    live.say(`${outlet.paint.faint(time)}  ${outlet.paint.bold(fit(name, nameWidth))}  ${first}`);
    for (const text of more) live.say(' '.repeat(indent) + text);
  };
  return {
    apply: (event) => {
      const progress = current.get(event.projectId);
      if (!progress) return;
      current.set(event.projectId, applyEvent(progress, event));
      if (style === 'none') return;
      for (const told of narrator.tell(event)) narrate(told);
      live?.changed();
    },
    say: (text) => {
      if (style === 'none') return;
      for (const line of text.split('\n')) {
        if (live) live.say(line);
        else outlet.line(line);
      }
    },
    projects,
    close: () => live?.close(),
  };
}

const colored = (told: Pick<Narration, 'tone' | 'text'>, paint: Paint): string =>
  told.tone === 'step' ? told.text : paint.color(toneColors[told.tone], told.text);

const redrawEveryMs = 250;
const redrawSoonMs = 60;

/** Redraws soon after a change, and four times a second for what turns and ticks. */
function openLiveRedraws(options: ProgressViewOptions, names: ReadonlyMap<string, string>, projects: () => ProjectProgress[]) {
  const { now, outlet } = options;
  const block = openLiveBlock(outlet);
  const startedAt = now();
  let soon: NodeJS.Timeout | undefined;
  const draw = () => {
    clearTimeout(soon);
    soon = undefined;
    block.draw(
      progressLines({
        projects: projects(),
        names,
        now: now(),
        tick: Math.floor((now() - startedAt) / redrawEveryMs),
        columns: outlet.columns(),
        // The line under the block, where the cursor is, has to stay on the screen too.
        rows: Math.max(1, outlet.rows() - 1),
        paint: outlet.paint,
        unicode: outlet.unicode,
      }),
    );
  };
  draw();
  const ticking = setInterval(draw, redrawEveryMs);
  const offResize = outlet.onResize(draw);
  return {
    changed: () => {
      soon ??= setTimeout(draw, redrawSoonMs);
    },
    say: (line: string) => block.say(line),
    close: () => {
      clearInterval(ticking);
      clearTimeout(soon);
      offResize();
      block.clear();
    },
  };
}
