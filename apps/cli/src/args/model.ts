import { InvalidArgumentError, Option } from 'commander';

export const modelOption = (): Option =>
  new Option('--model <name>', 'model that the executor asks, also anthropic/<name> or ollama/<name> (default: gpt-5)');

export const effortOption = (): Option =>
  new Option('--effort <level>', 'how hard the model thinks (default: medium)').choices(['low', 'medium', 'high']);

export const modelUrlOption = (): Option =>
  new Option(
    '--model-url <address>',
    "a server that speaks OpenAI's protocol, in place of OpenAI; its key, if it wants one: DEVTEAM_MODEL_KEY",
  ).argParser((text) => {
    if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
    throw new InvalidArgumentError('It must be an address that begins with http:// or https://.');
  });

const registries = ['npm', 'pypi', 'go', 'crates', 'rubygems', 'maven'];

export const registryOption = (): Option =>
  new Option('--registry <name...>', 'package registries that sandboxes without a network may read').choices(registries);
