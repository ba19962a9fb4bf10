// The fingerprint that a plugin's entry symbol carries in its name.
#pragma once
#include <boost/preprocessor/cat.hpp>
#include <boost/preprocessor/stringize.hpp>
#include <boost/version.hpp>
#include <string>

/// Raised whenever a public header changes in a way that old binaries would not survive.
#define NUCLEUS_SDK_VERSION 7

#if defined(__clang__)
#define NUCLEUS_ABI_COMPILER BOOST_PP_CAT(clang, __clang_major__)
#else
#define NUCLEUS_ABI_COMPILER BOOST_PP_CAT(gcc, __GNUC__)
#endif

#if defined(_LIBCPP_VERSION)
#define NUCLEUS_ABI_LIBRARY libcxx
#elif defined(_GLIBCXX_USE_CXX11_ABI) && _GLIBCXX_USE_CXX11_ABI
#define NUCLEUS_ABI_LIBRARY cxx11
#else
#define NUCLEUS_ABI_LIBRARY oldabi
#endif

#if defined(__SANITIZE_ADDRESS__)
#define NUCLEUS_ABI_LAYOUT asan
#elif defined(__SANITIZE_THREAD__)
#define NUCLEUS_ABI_LAYOUT tsan
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define NUCLEUS_ABI_LAYOUT asan
#elif __has_feature(thread_sanitizer)
#define NUCLEUS_ABI_LAYOUT tsan
#endif
#endif
#ifndef NUCLEUS_ABI_LAYOUT
#define NUCLEUS_ABI_LAYOUT plain
#endif

#define NUCLEUS_ABI_JOIN_(a, b, c, d, e) nucleus_plugin_sdk##a##_##b##_##c##_boost##d##_##e
#define NUCLEUS_ABI_JOIN(a, b, c, d, e) NUCLEUS_ABI_JOIN_(a, b, c, d, e)
/// e.g. nucleus_plugin_sdk3_clang19_cxx11_boost108300_plain
#define NUCLEUS_ABI_SYMBOL                                                                         \
    NUCLEUS_ABI_JOIN(NUCLEUS_SDK_VERSION, NUCLEUS_ABI_COMPILER, NUCLEUS_ABI_LIBRARY,               \
                     BOOST_VERSION, NUCLEUS_ABI_LAYOUT)

namespace nucleus {
/// This translation unit's fingerprint; core's own is what plugins are held against.
[[nodiscard]] inline std::string abi_symbol() { return BOOST_PP_STRINGIZE(NUCLEUS_ABI_SYMBOL); }
}
