import { type RepositoryFile, isGenerated } from './repository-listing.ts';

const languages: readonly (readonly [string, RegExp])[] = [
  ['TypeScript', /\.(?:[cm]?ts|tsx)$/],
  ['JavaScript', /\.(?:[cm]?js|jsx)$/],
  ['Python', /\.pyi?$/],
  ['Go', /\.go$/],
  ['Rust', /\.rs$/],
  ['Java', /\.java$/],
  ['Kotlin', /\.kts?$/],
  ['C#', /\.cs$/],
  ['C++', /\.(?:cc|cpp|cxx|hpp|hh)$/],
  ['C', /\.[ch]$/],
  ['Ruby', /\.rb$/],
  ['PHP', /\.php$/],
  ['Swift', /\.swift$/],
  ['Elixir', /\.exs?$/],
  ['Scala', /\.scala$/],
  ['Shell', /\.(?:sh|bash)$/],
  ['Vue', /\.vue$/],
  ['Svelte', /\.svelte$/],
];
const markup: readonly (readonly [string, RegExp])[] = [
  ['HTML', /\.html?$/],
  ['CSS', /\.(?:css|scss|less)$/],
];

/** The language with the most bytes of what people wrote; markup only counts where there is no code. Null if nothing is known. */
export function findMainLanguage(files: readonly RepositoryFile[]): string | null {
  const written = files.filter((file) => !isGenerated(file.path));
  return largest(written, languages) ?? largest(written, markup);
}

function largest(files: readonly RepositoryFile[], table: typeof languages): string | null {
  const sizes = table.map(([name, pattern]) => {
    const size = files.reduce((sum, file) => (pattern.test(file.path) ? sum + file.size : sum), 0);
    return { name, size };
  });
  const first = sizes.toSorted((a, b) => b.size - a.size)[0];
  return first && first.size > 0 ? first.name : null;
}
