// The one door to c-ares (Debian: libc-ares-dev). Only Sources/TargetResolution/CaresLibrary.swift imports it.
#include <ares.h>
