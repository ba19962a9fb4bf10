#!/bin/sh
# lint.sh NUCLEUSD CONFIG FOLDER: generates the document and lints it; any warning fails.
set -eu
"$1" generate openapi --config "$2" --out "$3"
cd "$3"
export REDOCLY_TELEMETRY=off CI=1
out=$(npx --yes @redocly/cli@1.34.5 lint --extends recommended openapi.json 2>&1) || { echo "$out"; exit 1; }
echo "$out"
if echo "$out" | grep -q "warning"; then echo "lint.sh: warnings are failures here"; exit 1; fi
