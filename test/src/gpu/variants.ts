/** One way to load a model. */
export interface Variant {
  /** Whether the files of the model lie in the page cache. */
  readonly cache: 'cold' | 'warm';
  /** `to`: read into host memory, then `.to(device)`; `device_map`: each weight straight to its device. */
  readonly placement: 'to' | 'device_map';
}

export const VARIANTS: readonly Variant[] = [
  { cache: 'cold', placement: 'to' },
  { cache: 'warm', placement: 'to' },
  { cache: 'cold', placement: 'device_map' },
  { cache: 'warm', placement: 'device_map' },
];
