# nucleus_add_plugin(NAME SOURCES... [MIGRATIONS FILES...])
#
# Builds NAME.so, a plugin that exports one symbol. Each `MIGRATIONS` file is called NNNN_name.sql;
# they are compiled in, declared by "migrations.hpp" as nucleus::plugin_migrations(). This file is
# installed with the SDK: a third-party plugin calls the same function.
function(nucleus_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "MIGRATIONS")
  add_library(${name} MODULE ${arg_UNPARSED_ARGUMENTS})
  set_target_properties(${name} PROPERTIES PREFIX "" CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  target_compile_features(${name} PRIVATE cxx_std_20)
  target_link_libraries(${name} PRIVATE nucleus::nucleus)
  # Templates of the standard library and Asio are emitted weak with default visibility here and
  # there; the entry symbol is all that leaves.
  set(exports ${CMAKE_CURRENT_BINARY_DIR}/${name}.exports)
  file(WRITE ${exports} "{ global: nucleus_plugin_*; local: *; };\n")
  target_link_options(${name} PRIVATE -Wl,--version-script=${exports})
  if(arg_MIGRATIONS)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/${name}_migrations)
    set(rows "")
    foreach(file IN LISTS arg_MIGRATIONS)
      cmake_path(GET file STEM stem)
      if(NOT stem MATCHES "^([0-9]+)_([a-z0-9_]+)$")
        message(FATAL_ERROR "Migration ${file}: name it NNNN_what_it_does.sql")
      endif()
      set(step ${CMAKE_MATCH_2}) # before the next regex forgets it
      string(REGEX REPLACE "^0+" "" version "${CMAKE_MATCH_1}")
      cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
      file(READ ${file} sql)
      string(APPEND rows "    {${version}, \"${step}\", R\"nucleus_sql(${sql})nucleus_sql\"},\n")
    endforeach()
    file(CONFIGURE OUTPUT ${out}/migrations.hpp @ONLY CONTENT
"// Generated from migrations/*.sql.
#pragma once
#include <nucleus/pg/migration.hpp>
#include <span>
namespace nucleus { std::span<const pg::migration> plugin_migrations(); }
")
    file(CONFIGURE OUTPUT ${out}/migrations.cpp @ONLY CONTENT
"// Generated from migrations/*.sql.
#include \"migrations.hpp\"
static constexpr nucleus::pg::migration steps[] = {
@rows@};
std::span<const nucleus::pg::migration> nucleus::plugin_migrations() { return steps; }
")
    target_sources(${name} PRIVATE ${out}/migrations.cpp)
    target_include_directories(${name} PRIVATE ${out})
  endif()
endfunction()
