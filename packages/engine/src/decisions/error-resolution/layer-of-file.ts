import type { CauseLayer } from '@devteam/api';

const layers: readonly { layer: Exclude<CauseLayer, 'innocence'>; path: RegExp }[] = [
  {
    layer: 'dependencies',
    path: /(?:^|\/)(?:package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|requirements[^/]*\.txt|pyproject\.toml|poetry\.lock|Pipfile(?:\.lock)?|go\.(?:mod|sum)|Cargo\.(?:toml|lock)|Gemfile(?:\.lock)?|composer\.(?:json|lock))$|(?:^|\/)(?:vendor|third_party|node_modules)\//,
  },
  {
    layer: 'interface',
    path: /\.(?:html?|css|scss|less|svg|vue|svelte|ejs|hbs|pug|njk|snap|md|proto|graphql)$|(?:^|\/)(?:tests?|__tests__|spec|templates|views|locales|i18n)\/|[._-](?:test|spec)\.[^/]+$|(?:^|\/)test_[^/]+\.py$|(?:^|\/)openapi\./,
  },
  {
    layer: 'environment',
    path: /(?:^|\/)(?:\.env[^/]*|\.nvmrc|\.node-version|\.python-version|\.tool-versions|Dockerfile[^/]*|docker-compose[^/]*|Makefile|tsconfig[^/]*\.json|[^/]*\.config\.[cm]?[jt]s|\.[^/]*rc(?:\.[a-z]+)?)$|\.(?:ini|toml|ya?ml|conf|cfg|properties|env)$|(?:^|\/)(?:config|settings|conf)(?:\/|\.[^/]*json$)|settings\.json$/,
  },
];

/** Where a change of this file would have its effect first. */
export const layerOfFile = (path: string): Exclude<CauseLayer, 'innocence'> =>
  layers.find((each) => each.path.test(path))?.layer ?? 'logic';
