#!/bin/sh
# tooling/docker-engine.sh up|down FOLDER
# A container engine of one's own, as root: own socket (FOLDER/s), own images and containers, in a network namespace of its own, so that it touches neither
# another engine nor the machine's network. Several can run at once. FOLDER must be short, since the path of a unix socket ends at 104 characters: /run/<name>.
# Containers survive its restart: `up` after a kill finds them again.
set -eu
folder=${2:?usage: docker-engine.sh up|down FOLDER}
docker=/usr/bin/docker
[ -x "$docker" ] || docker=docker
case $1 in
up)
  mkdir -p "$folder"
  # Left by an engine that was killed: with them it would wait for one that is gone.
  rm -f "$folder/pid" "$folder/x/containerd/containerd.pid"
  runtimes=
  if command -v runsc >/dev/null; then
    printf '{"runtimes":{"runsc":{"path":"%s","runtimeArgs":["--platform=ptrace","--network=none","--host-uds=open"]}}}' "$(command -v runsc)" >"$folder/daemon.json"
    runtimes="--config-file $folder/daemon.json"
  fi
  # shellcheck disable=SC2086
  setsid unshare --net dockerd --data-root "$folder/data" --exec-root "$folder/x" --pidfile "$folder/pid" \
    --host "unix://$folder/s" --bridge=none --iptables=false --ip6tables=false --live-restore \
    --storage-driver overlay2 --log-level warn $runtimes >"$folder/log" 2>&1 </dev/null &
  tries=0
  until "$docker" -H "unix://$folder/s" version >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -gt 150 ]; then
      tail -20 "$folder/log" >&2
      exit 1
    fi
    sleep 0.1
  done
  ;;
down)
  "$docker" -H "unix://$folder/s" ps -aq 2>/dev/null | xargs -r "$docker" -H "unix://$folder/s" rm -f >/dev/null 2>&1 || :
  [ ! -e "$folder/pid" ] || kill "$(cat "$folder/pid")" 2>/dev/null || :
  tries=0
  while [ -e "$folder/pid" ] && [ "$tries" -lt 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
  awk -v folder="$folder/" 'index($2, folder) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount -l
  rm -rf "$folder"
  ;;
*)
  echo "usage: docker-engine.sh up|down FOLDER" >&2
  exit 2
  ;;
esac
