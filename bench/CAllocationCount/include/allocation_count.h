#ifndef EARSHOT_ALLOCATION_COUNT_H
#define EARSHOT_ALLOCATION_COUNT_H

#include <stdint.h>

/// Calls of malloc, calloc, realloc and the aligned kinds by this thread since it began. Only for the bench: linking this file puts a counter
/// in front of glibc's allocator.
int64_t earshot_allocations(void);

#endif
