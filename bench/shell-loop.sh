#!/bin/sh
# What a careful person would script by hand instead of DevTeam: every task in a work folder of its own, its checks in a fresh
# checkout of exactly the commit that is pushed. It does not go on after a failure, and nobody can watch or stop it.
#
# shell-loop.sh REMOTE RECORDINGS FOLDER     FOLDER is new and ours
set -eu
remote=$1 recordings=$2 folder=$3

git clone -q "$remote" "$folder/clone"
cd "$folder/clone"
for id in $(sed -n 's/^### \([0-9.]*\) .*/\1/p' task_lists.md); do
  git fetch -q origin
  git worktree add -q --detach "$folder/work" origin/main
  cd "$folder/work"
  git apply "$recordings/$id/1.patch"
  sed "/^### $id /,/^##/s/^- \*\*Status\*\*: pending\$/- **Status**: completed/" task_lists.md >"$folder/list"
  mv "$folder/list" task_lists.md
  git add -A
  git commit -q -m "Task $id"
  git worktree add -q --detach "$folder/check" HEAD
  cd "$folder/check"
  npm test >"$folder/check.log" 2>&1 || { cat "$folder/check.log" >&2; exit 1; }
  cd "$folder/work"
  git push -q origin HEAD:main
  cd "$folder/clone"
  git worktree remove --force "$folder/work"
  git worktree remove --force "$folder/check"
done
