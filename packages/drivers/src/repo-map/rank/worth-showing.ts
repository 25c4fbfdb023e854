import type { MappedFile } from '../repo-map.ts';

/** Neither installed, built, locked nor a picture. */
export function isWorthShowing({ facts, path }: MappedFile): boolean {
  if (/(?:^|\/)(?:node_modules|bower_components|vendor|third_party|dist|build|out|target|coverage|__pycache__|\.[^/]+)\//.test(path))
    return false;
  if (
    /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|uv\.lock|poetry\.lock|Cargo\.lock|go\.sum)$/.test(
      path,
    )
  )
    return false;
  if (
    /\.(?:min\.(?:js|css)|map|snap|lock|png|jpe?g|gif|webp|ico|svgz|pdf|zip|gz|tgz|xz|7z|jar|war|class|so|dll|dylib|exe|bin|wasm|woff2?|ttf|otf|eot|mp[34]|wav|ogg|webm|avi|mov|db|sqlite3?|pyc|o|a)$/i.test(
      path,
    )
  )
    return false;
  return (
    facts !== null ||
    /\.(?:md|rst|txt|json|ya?ml|toml|ini|cfg|conf|xml|html?|css|scss|less|sql|sh|bash|ps1|graphql|proto|vue|svelte|kt|swift|scala|ex|exs|lua|r|jl|tf|gradle|mk|properties|csv)$|(?:^|\/)(?:Makefile|Dockerfile|Gemfile|Rakefile|Jenkinsfile)$/i.test(
      path,
    )
  );
}
