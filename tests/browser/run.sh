#!/bin/sh
# run.sh MODULES SCRIPT ARGUMENTS…: a script for Node, with packages from npm in the folder MODULES. Their
# versions are pinned: playwright-core 1.49.1 runs on Node 18 of Debian 12; of ALTCHA, the widgets that people
# have in their pages, and what its own servers solve challenges with.
set -eu
modules=$1 script=$2
shift 2
packages="playwright-core@1.49.1 altcha@3.2.2 altcha-2@npm:altcha@2.3.0 altcha-lib@1.4.1"
mkdir -p "$modules"
( flock 9 # of two scenarios at once one installs
  if [ "$(cat "$modules/installed" 2>/dev/null)" != "$packages" ]; then
    # shellcheck disable=SC2086
    npm install --silent --no-audit --no-fund --prefix "$modules" $packages >&2
    echo "$packages" > "$modules/installed"
  fi ) 9> "$modules/lock"
NODE_PATH="$modules/node_modules" exec node "$script" "$@"
