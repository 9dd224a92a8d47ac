#include "COsipArena.h"

#include <osipparser2/osip_parser.h>
#include <osipparser2/osip_port.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

// Each block is preceded by its size, which realloc needs.
#define HEADER_BYTES 16

static _Thread_local _Alignas(16) unsigned char arena[COSIP_ARENA_BYTES_MAX];
static _Thread_local size_t used;

static void *take(size_t size) {
    if (size > COSIP_ARENA_BYTES_MAX) return NULL;
    size_t whole = HEADER_BYTES + ((size + 15) & ~(size_t)15);
    if (whole > COSIP_ARENA_BYTES_MAX - used) return NULL;
    unsigned char *block = arena + used;
    memcpy(block, &size, sizeof size);
    used += whole;
    return block + HEADER_BYTES;
}

static void *retake(void *old, size_t size) {
    if (old == NULL) return take(size);
    size_t before;
    memcpy(&before, (unsigned char *)old - HEADER_BYTES, sizeof before);
    if (size <= before) return old;
    void *block = take(size);
    if (block != NULL) memcpy(block, old, before);
    return block;
}

// The whole arena is given back by the next reset.
static void give_back(void *block) { (void)block; }

// Left to itself the library prints attacker-triggered lines to stdout and starts its logger lazily, in a race.
static void silent(const char *file, int line, osip_trace_level_t level, const char *format, va_list arguments) {
    (void)file, (void)line, (void)level, (void)format, (void)arguments;
}

void cosip_arena_start(void) {
    parser_init();
    osip_trace_initialize_func(TRACE_LEVEL0, silent);
    osip_set_allocators(take, retake, give_back);
}

void cosip_arena_reset(void) { used = 0; }

char *cosip_arena_text(const void *bytes, size_t count) {
    if (count >= COSIP_ARENA_BYTES_MAX) return NULL;
    char *text = take(count + 1);
    if (text == NULL) return NULL;
    if (count > 0) memcpy(text, bytes, count);
    text[count] = 0;
    return text;
}

size_t cosip_arena_used(void) { return used; }
