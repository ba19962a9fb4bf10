# How every target of this project is compiled; the installed SDK does not impose it on others.
add_library(nucleus_options INTERFACE)
target_compile_options(nucleus_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
  -Wold-style-cast -Wimplicit-fallthrough -Werror $<$<CONFIG:RelWithDebInfo>:-O2 -g1>)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(nucleus_options INTERFACE -Wno-gnu-zero-variadic-macro-arguments)
endif()
target_compile_definitions(nucleus_options INTERFACE $<$<CONFIG:RelWithDebInfo>:_GLIBCXX_ASSERTIONS>)

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
