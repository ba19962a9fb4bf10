// One log line as text.
#pragma once
#include <chrono>
#include <initializer_list>
#include <nucleus/log.hpp>
#include <string>

namespace nucleus::log {

using line_time = std::chrono::sys_time<std::chrono::milliseconds>;

[[nodiscard]] std::string_view name_of(level l) noexcept;

/// Append one line, its newline included. Whatever the values hold, the line stays one line: text
/// with anything but printable characters is written as a JSON string.
void append_json_line(std::string& out, line_time at, level l, std::string_view scope,
                      std::string_view message, std::initializer_list<attribute> attributes);
void append_text_line(std::string& out, line_time at, level l, std::string_view scope,
                      std::string_view message, std::initializer_list<attribute> attributes);

}
