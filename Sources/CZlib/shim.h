// The one door to zlib (Debian: zlib1g-dev). Only Sources/Inflation/Inflation.swift imports it.
#include <zlib.h>
