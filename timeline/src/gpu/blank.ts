/**
 * Values by which DCGM says that it has none: blank, not found, not supported, not permitted, each as a 32-bit, a 64-bit
 * and a floating-point number. Source: DCGM, dcgm_structs.h.
 */
const FIRST_INT32 = 0x7ffffff0;
const LAST_INT32 = 0x7fffffff;
const FIRST_FP64 = 2 ** 47;

/**
 * Whether a value of DCGM's stands for no value. Neither MiB of a GPU nor mJ since a reboot come near the greater ones; of
 * other exporters some do: the µJ of a GPU at 750 W pass them after 52 hours.
 */
export function isBlank(value: number): boolean {
  return value >= FIRST_FP64 || (value >= FIRST_INT32 && value <= LAST_INT32);
}
