#!/bin/sh
# run.sh MODULES SCRIPT ARGUMENTS…: a script for Chromium, with playwright-core from npm in the folder
# MODULES. The version is pinned: 1.49.1 runs on Node 18 of Debian 12.
set -eu
modules=$1 script=$2
shift 2
if [ ! -d "$modules/node_modules/playwright-core" ]; then
  npm install --silent --no-audit --no-fund --prefix "$modules" playwright-core@1.49.1 >&2
fi
NODE_PATH="$modules/node_modules" exec node "$script" "$@"
