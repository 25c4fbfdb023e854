#!/bin/sh
# Runs inside of the image, as root, where Node is in /usr/local: npm, and the agents with a folder each. What Aider needs it pins itself.
set -eu
node /usr/local/lib/node_modules/npm/bin/npm-cli.js install --global --ignore-scripts --no-fund --no-audit "npm@$NPM_VERSION"
npm install --global --ignore-scripts --no-fund --no-audit "@openai/codex@$CODEX_VERSION"
python3 -m venv /opt/aider
/opt/aider/bin/pip install --no-cache-dir --disable-pip-version-check --quiet "aider-chat==$AIDER_VERSION"
ln -sf /opt/aider/bin/aider /usr/local/bin/aider
mkdir -p /usr/share/devteam
{
  dpkg-query --show
  echo "node $(node --version)"
  echo "npm $(npm --version)"
  npm list --global --depth 1 --parseable --long | sed 's/.*://'
  /opt/aider/bin/pip freeze
} >/usr/share/devteam/image-contents.txt
