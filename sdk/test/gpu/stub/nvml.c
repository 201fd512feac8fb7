/*
 * Stands in for libnvidia-ml.so.1 on machines without a GPU. What it answers is read at each call from the file that
 * NVML_STUB names: lines "key=value". Keys: gpus, used_mib, reserved_mib (counted as used by the old call), percent, mig (instances per GPU), lost (index of a GPU),
 * init (return code of nvmlInit), hang (a function that never returns).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct { unsigned int gpu, memory; } utilization_t;
typedef struct { unsigned long long total, free, used; } memory_t;
typedef struct { unsigned int version; unsigned long long total, reserved, free, used; } memory_v2_t;
typedef struct { int index, instance; } device_t;

enum { SUCCESS = 0, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, NOT_FOUND = 6, GPU_IS_LOST = 15,
       ARGUMENT_VERSION_MISMATCH = 25 };
enum { MOST = 16, SLOTS = 7 };

static device_t devices[MOST][SLOTS + 1];

static void setting(const char *key, char *value, size_t size) {
  const char *path = getenv("NVML_STUB");
  FILE *file = path == NULL ? NULL : fopen(path, "r");
  char line[256];
  value[0] = '\0';
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    size_t length = strlen(key);
    if (strncmp(line, key, length) == 0 && line[length] == '=') {
      snprintf(value, size, "%s", line + length + 1);
      value[strcspn(value, "\n")] = '\0';
    }
  }
  if (file != NULL) fclose(file);
}

static long number(const char *key, long fallback) {
  char value[64];
  setting(key, value, sizeof value);
  return value[0] == '\0' ? fallback : atol(value);
}

static int enter(const char *function, const device_t *device) {
  char hang[64];
  setting("hang", hang, sizeof hang);
  while (strcmp(hang, function) == 0) sleep(60);
  return device != NULL && device->index == number("lost", -1) ? GPU_IS_LOST : SUCCESS;
}

int nvmlInit_v2(void) { return enter("nvmlInit_v2", NULL) == SUCCESS ? (int)number("init", SUCCESS) : SUCCESS; }


int nvmlDeviceGetCount_v2(unsigned int *count) {
  *count = (unsigned int)number("gpus", 1);
  return enter("nvmlDeviceGetCount_v2", NULL);
}

int nvmlDeviceGetHandleByIndex_v2(unsigned int index, void **handle) {
  if (index >= MOST) return INVALID_ARGUMENT;
  devices[index][SLOTS].index = (int)index;
  devices[index][SLOTS].instance = -1;
  *handle = &devices[index][SLOTS];
  return enter("nvmlDeviceGetHandleByIndex_v2", *handle);
}

int nvmlDeviceGetUUID(device_t *device, char *text, unsigned int length) {
  if (device->instance < 0) snprintf(text, length, "GPU-0000-%d", device->index);
  else snprintf(text, length, "MIG-0000-%d-%d", device->index, device->instance);
  return enter("nvmlDeviceGetUUID", device);
}

int nvmlDeviceGetName(device_t *device, char *text, unsigned int length) {
  snprintf(text, length, device->instance < 0 ? "Stub H100" : "Stub H100 MIG 1g.10gb");
  return enter("nvmlDeviceGetName", device);
}

int nvmlDeviceGetUtilizationRates(device_t *device, utilization_t *utilization) {
  if (device->instance >= 0) return NOT_SUPPORTED;
  utilization->gpu = (unsigned int)number("percent", 0);
  utilization->memory = 0;
  return enter("nvmlDeviceGetUtilizationRates", device);
}

int nvmlDeviceGetMemoryInfo(device_t *device, memory_t *memory) {
  memory->total = 80ULL << 30;
  memory->used = (unsigned long long)(number("used_mib", 500) + number("reserved_mib", 0)) << 20;
  memory->free = memory->total - memory->used;
  return enter("nvmlDeviceGetMemoryInfo", device);
}

#ifndef OLD_DRIVER
int nvmlDeviceGetMemoryInfo_v2(device_t *device, memory_v2_t *memory) {
  if (memory->version != (sizeof *memory | 2u << 24)) return ARGUMENT_VERSION_MISMATCH;
  memory->total = 80ULL << 30;
  memory->reserved = (unsigned long long)number("reserved_mib", 0) << 20;
  memory->used = (unsigned long long)number("used_mib", 500) << 20;
  memory->free = memory->total - memory->reserved - memory->used;
  return enter("nvmlDeviceGetMemoryInfo_v2", device);
}

int nvmlDeviceGetMigMode(device_t *device, unsigned int *current, unsigned int *pending) {
  if (device->instance >= 0) return NOT_SUPPORTED;
  *current = *pending = number("mig", 0) > 0;
  return SUCCESS;
}

int nvmlDeviceGetMaxMigDeviceCount(device_t *device, unsigned int *count) {
  (void)device;
  *count = SLOTS;
  return SUCCESS;
}

int nvmlDeviceGetMigDeviceHandleByIndex(device_t *device, unsigned int slot, void **handle) {
  if ((long)slot >= number("mig", 0)) return NOT_FOUND;
  devices[device->index][slot].index = device->index;
  devices[device->index][slot].instance = (int)slot;
  *handle = &devices[device->index][slot];
  return SUCCESS;
}
#endif
