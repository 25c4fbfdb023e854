# What is in the image; read by build.sh and given to the Dockerfile as build arguments. Every version is exact.
DEBIAN_SUITE=bookworm
NODE_VERSION=24.21.0
NPM_VERSION=11.17.0
AIDER_VERSION=0.86.2
CODEX_VERSION=0.169.0
# Programs of Debian: what checks of usual projects call, and what Python and Node packages are built with.
PACKAGES="ca-certificates git openssh-client patch less file procps curl unzip xz-utils zip jq ripgrep python3 python3-venv python3-pip build-essential pkg-config util-linux"
