#!/bin/sh
# run.sh MODULES FOLDER: the mail server of the tests, with the npm packages of package-lock.json in
# the folder MODULES, which several may use at once.
set -eu
here=$(dirname "$0") modules=$1 folder=$2
mkdir -p "$modules"
(
  flock 9
  cmp -s "$here/package-lock.json" "$modules/installed.json" && exit
  cp "$here/package.json" "$here/package-lock.json" "$modules"
  npm ci --silent --no-audit --no-fund --prefix "$modules" >&2
  cp "$here/package-lock.json" "$modules/installed.json"
) 9>"$modules/lock"
NODE_PATH="$modules/node_modules" exec node "$here/sink.cjs" "$folder"
