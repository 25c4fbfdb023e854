#!/bin/sh
# images/runner/build.sh ARCHIVE
# Makes the root folder of the sandbox image without a registry of images, from Debian's packages, npm and PyPI, as this machine reaches them, and writes it as an
# archive that an engine imports. Needs root, mmdebstrap, and npm on the PATH. Takes some minutes and 2 GB of the temporary folder.
set -eu
archive=${1:?usage: build.sh ARCHIVE}
here=$(dirname "$(readlink -f "$0")")
# shellcheck source=images/runner/versions.sh
. "$here/versions.sh"
[ "$(id -u)" = 0 ] || { echo "build.sh: has to be root, since it makes a root folder" >&2; exit 1; }
command -v mmdebstrap >/dev/null || { echo "build.sh: mmdebstrap is missing: apt-get install mmdebstrap" >&2; exit 1; }
work=$(mktemp -d)
root=$work/root
trap 'rm -rf "$work"' EXIT INT TERM

echo "Debian $DEBIAN_SUITE"
# The machine's own list of package sources, so that its mirror is used.
mmdebstrap --variant=minbase --include="$(echo "$PACKAGES" | tr ' ' ',')" --aptopt='Apt::Install-Recommends "false"' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' --quiet "$DEBIAN_SUITE" "$root"

echo "Node $NODE_VERSION"
npm install --prefix "$work/node" --no-fund --no-audit --silent "node@$NODE_VERSION" "npm@$NPM_VERSION"
install -D -m 755 "$(readlink -f "$work/node/node_modules/node/bin/node")" "$root/usr/local/bin/node"
mkdir -p "$root/usr/local/lib/node_modules"
cp -R "$work/node/node_modules/npm" "$root/usr/local/lib/node_modules/npm"

echo "Aider $AIDER_VERSION, Codex $CODEX_VERSION"
cp "$here/install-agents.sh" "$root/tmp/"
# For the time of the installation only: where names are resolved, and whom this machine trusts.
cp /etc/resolv.conf "$root/etc/resolv.conf"
cp /etc/ssl/certs/ca-certificates.crt "$root/tmp/trusted.crt"
registry=$(npm config get registry)
index=$(pip config get global.index-url 2>/dev/null || true)
chroot "$root" env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/root NPM_VERSION="$NPM_VERSION" AIDER_VERSION="$AIDER_VERSION" CODEX_VERSION="$CODEX_VERSION" \
  npm_config_registry="$registry" NODE_EXTRA_CA_CERTS=/tmp/trusted.crt PIP_CERT=/tmp/trusted.crt ${index:+PIP_INDEX_URL="$index"} \
  sh /tmp/install-agents.sh
rm -rf "$root"/tmp/* "$root/etc/resolv.conf" "$root/root/.npm" "$root/root/.cache" "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/var/log/*.log

chroot "$root" groupadd --gid 10001 agent
chroot "$root" useradd --uid 10001 --gid 10001 --create-home --shell /bin/bash agent
mkdir -p "$root/workspace"
chown 10001:10001 "$root/workspace"

echo "archive"
# No times and a fixed order: the same packages give the same archive.
tar --directory "$root" --numeric-owner --sort=name --mtime=@0 --exclude=./dev/* --exclude=./proc/* --exclude=./sys/* --create --file "$archive" .
