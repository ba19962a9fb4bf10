# How every target of this project is compiled; the installed SDK does not impose it on others.
add_library(nucleus_options INTERFACE)
target_compile_options(nucleus_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
  -Wold-style-cast -Wimplicit-fallthrough -Werror $<$<CONFIG:RelWithDebInfo>:-O2 -g1>)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(nucleus_options INTERFACE -Wno-gnu-zero-variadic-macro-arguments
    "SHELL:-Xclang -fno-pch-timestamp") # ccache finds a precompiled header again by what is in it
endif()
target_compile_definitions(nucleus_options INTERFACE $<$<CONFIG:RelWithDebInfo>:_GLIBCXX_ASSERTIONS>)

# What most files include of others' headers, parsed once per target. None of ours: an edit of one
# compiles the files that include it and no more. Not with g++, which takes -fPIC and -fPIE for
# different, nor in the preset "fuzz": of what that builds (core, crud's domain) includes that are missing are found.
if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON)
endif()
set(NUCLEUS_STANDARD_HEADERS <algorithm> <array> <atomic> <charconv> <chrono> <cstdint> <functional> <map>
  <memory> <mutex> <optional> <set> <span> <stdexcept> <string> <string_view> <unordered_map> <utility> <variant>
  <vector>)
set(NUCLEUS_COMMON_HEADERS ${NUCLEUS_STANDARD_HEADERS} <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp>
  <boost/asio/steady_timer.hpp> <boost/asio/use_awaitable.hpp> <boost/system/result.hpp>)

if(NUCLEUS_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(NUCLEUS_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
endif()

find_program(NUCLEUS_LLD NAMES ld.lld-19 ld.lld-18 ld.lld-17 ld.lld-16 ld.lld)
if(NUCLEUS_LLD AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  add_link_options(--ld-path=${NUCLEUS_LLD})
endif()
