// A thread-local bump allocator with a cap, under libosip2. C, because Swift has no thread-local storage.
// Only Sources/SIPMessage/OsipReader.swift imports it.
#ifndef COSIP_ARENA_H
#define COSIP_ARENA_H

#include <stddef.h>

/// Bytes that one use of the library may allocate on a thread. The whole-message parser needs 5.5 to 7.5 KB for an
/// ordinary message; past the cap every allocation is NULL and the parser reports an error.
#define COSIP_ARENA_BYTES_MAX 65536

/// Starts libosip2 for the process: parser tables, silenced trace, this arena as its allocator. Call once, before any
/// parse and before other threads parse.
void cosip_arena_start(void);

/// Forgets everything that this thread allocated. Call before each use; nothing from an earlier use may be touched
/// after.
void cosip_arena_reset(void);

/// Copies `count` bytes and a terminating NUL into the arena. NULL when the arena is full.
char *cosip_arena_text(const void *bytes, size_t count);

/// Bytes that this thread has taken since the last reset.
size_t cosip_arena_used(void);

#endif
