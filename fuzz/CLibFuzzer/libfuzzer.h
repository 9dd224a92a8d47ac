#include <stddef.h>
#include <stdint.h>

/// libFuzzer's driver, which has no header of its own (https://llvm.org/docs/LibFuzzer.html, "Using libFuzzer as a library").
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*target)(const uint8_t *data, size_t count));
