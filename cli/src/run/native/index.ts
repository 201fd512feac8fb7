export { compareNative } from './compare.js';
export type { Comparison, SeenPhase } from './compare.js';
export type { NativeFigure } from './figure.js';
export { nativeSource, readNative } from './read.js';
export type { NativeReading } from './read.js';
