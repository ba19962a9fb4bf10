// A folder that goes away with the test: part of the shipped kit.
#pragma once
#include <nucleus/testing/temp_folder.hpp>
