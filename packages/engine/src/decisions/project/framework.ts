import { parseNodeManifest } from './node-manifest.ts';
import type { FileTexts } from './repository-listing.ts';

export type ProjectType =
  | 'web application'
  | 'web service'
  | 'web site'
  | 'desktop application'
  | 'mobile application'
  | 'command line tool'
  | 'library';

export interface Framework {
  readonly name: string;
  readonly type: ProjectType;
}

/** The first that a project uses counts: those that build upon others stand before these. */
const frameworks: readonly (readonly [dependency: string, name: string, type: ProjectType])[] = [
  ['next', 'Next.js', 'web application'],
  ['nuxt', 'Nuxt', 'web application'],
  ['@remix-run/react', 'Remix', 'web application'],
  ['@sveltejs/kit', 'SvelteKit', 'web application'],
  ['astro', 'Astro', 'web site'],
  ['@11ty/eleventy', 'Eleventy', 'web site'],
  ['electron', 'Electron', 'desktop application'],
  ['react-native', 'React Native', 'mobile application'],
  ['@nestjs/core', 'NestJS', 'web service'],
  ['@angular/core', 'Angular', 'web application'],
  ['vue', 'Vue', 'web application'],
  ['svelte', 'Svelte', 'web application'],
  ['react', 'React', 'web application'],
  ['fastify', 'Fastify', 'web service'],
  ['express', 'Express', 'web service'],
  ['koa', 'Koa', 'web service'],
  ['hono', 'Hono', 'web service'],
  ['django', 'Django', 'web application'],
  ['fastapi', 'FastAPI', 'web service'],
  ['flask', 'Flask', 'web service'],
  ['github.com/gin-gonic/gin', 'Gin', 'web service'],
  ['github.com/labstack/echo', 'Echo', 'web service'],
  ['github.com/gofiber/fiber', 'Fiber', 'web service'],
  ['github.com/go-chi/chi', 'chi', 'web service'],
  ['tauri', 'Tauri', 'desktop application'],
  ['axum', 'Axum', 'web service'],
  ['actix-web', 'Actix Web', 'web service'],
  ['rocket', 'Rocket', 'web service'],
];

/** By what the project says it depends on; null if none of it is a framework that we know. */
export function findFramework(texts: FileTexts): Framework | null {
  const named = new Set(dependenciesOf(texts));
  const found = frameworks.find(([dependency]) => named.has(dependency));
  return found ? { name: found[1], type: found[2] } : null;
}

function dependenciesOf(texts: FileTexts): string[] {
  const text = (path: string) => texts.get(path) ?? '';
  const namesIn = (source: string, pattern: RegExp) => Array.from(source.matchAll(pattern), ([, name]) => (name ?? '').toLowerCase());
  const requirements = [...texts.keys()].filter((path) => path.startsWith('requirements')).map(text);
  return [
    ...parseNodeManifest(text('package.json')).dependencies,
    // `fastapi>=0.1` on a line of its own, or as a text in a list of pyproject.toml, or as a key there.
    ...requirements.flatMap((source) => namesIn(source, /^[ \t]*([\w.-]+)/gm)),
    ...namesIn(text('pyproject.toml'), /(?:^|["'])([\w.-]+)(?=[\s["'<>=~!;]|$)/gm),
    ...namesIn(text('go.mod'), /^[ \t]*(?:require[ \t]+)?([\w.-]+\/[\w./-]+?)(?:\/v\d+)?[ \t]+v/gm),
    ...namesIn(text('Cargo.toml'), /^([\w-]+)[ \t]*[=.]/gm),
  ];
}
