// Pictures as files: the one place that knows libgd.
#pragma once
#include "domain/captcha_picture.hpp"
#include <string>

namespace nucleus::auth {

/// The bytes of a PNG, of one colour. Any thread. Throws std::bad_alloc.
[[nodiscard]] std::string png_of(const captcha_picture& picture);

}
