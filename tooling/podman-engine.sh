#!/bin/sh
# tooling/podman-engine.sh up|down FOLDER
# Podman without root, started by root: as user 12001, whom the machine need not know, since it is known in a mount namespace of this engine alone. Own socket
# (FOLDER/run/s), own images and containers, no network. FOLDER must be short, since the path of a unix socket ends at 104 characters: /run/<name>.
set -eu
folder=${2:?usage: podman-engine.sh up|down FOLDER}
user=12001
case $1 in
up)
  mkdir -p "$folder/etc" "$folder/home" "$folder/run" "$folder/tmp"
  chown "$user:$user" "$folder/home" "$folder/run" "$folder/tmp"
  cp /etc/passwd /etc/group "$folder/etc/"
  echo "rootless:x:$user:$user::$folder/home:/bin/sh" >>"$folder/etc/passwd"
  echo "rootless:x:$user:" >>"$folder/etc/group"
  echo 'rootless:200000:65536' | tee "$folder/etc/subuid" >"$folder/etc/subgid"
  # Where the first version of control groups is there, only runc works; a user without rights may not raise these limits.
  cat >"$folder/etc/containers.conf" <<'END'
[containers]
default_ulimits = ["nofile=16384:16384", "nproc=32768:32768"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
END
  printf '[storage]\ndriver = "overlay"\n' >"$folder/etc/storage.conf"
  touch /etc/subuid /etc/subgid
  # shellcheck disable=SC2016
  setsid unshare --mount --net sh -c '
    for file in passwd group subuid subgid; do mount --bind "$1/etc/$file" "/etc/$file"; done
    exec setpriv --reuid="$2" --regid="$2" --clear-groups env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME="$1/home" XDG_RUNTIME_DIR="$1/run" TMPDIR="$1/tmp" \
      CONTAINERS_CONF="$1/etc/containers.conf" CONTAINERS_STORAGE_CONF="$1/etc/storage.conf" podman system service --time=0 "unix://$1/run/s"
  ' sh "$folder" "$user" >"$folder/log" 2>&1 </dev/null &
  echo $! >"$folder/pid"
  tries=0
  until [ -S "$folder/run/s" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 150 ]; then
      tail -20 "$folder/log" >&2
      exit 1
    fi
    sleep 0.1
  done
  ;;
down)
  # Everything of that user: the service, what watches its containers, and they themselves.
  for status in /proc/[0-9]*/status; do
    if grep -qs "^Uid:.*[[:space:]]$user[[:space:]]" "$status" && grep -qs "$folder" "${status%status}environ" "${status%status}cmdline"; then
      process=${status#/proc/}
      kill -9 "${process%/status}" 2>/dev/null || :
    fi
  done
  awk -v folder="$folder/" 'index($2, folder) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount -l
  rm -rf "$folder"
  ;;
*)
  echo "usage: podman-engine.sh up|down FOLDER" >&2
  exit 2
  ;;
esac
