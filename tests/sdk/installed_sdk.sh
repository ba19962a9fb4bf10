#!/bin/sh
# installed_sdk.sh EXAMPLE BUILD COMPILER FLAGS: installs BUILD, builds EXAMPLE against it, tests it.
set -eu
example=$1 build=$2 compiler=$3 flags=$4
prefix=$build/sdk/prefix
rm -rf "$build/sdk"
cmake --install "$build" --prefix "$prefix" --strip >/dev/null
cmake -S "$example" -B "$build/sdk/hello" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_CXX_FLAGS="$flags" >/dev/null
cmake --build "$build/sdk/hello"
for plugin in "$build/sdk/hello/hello.so" "$prefix"/lib/nucleus/plugins/*.so; do
  "$prefix/bin/nucleusd" plugins check "$plugin"
done
ctest --test-dir "$build/sdk/hello" --output-on-failure
