import { QueueMeter } from './meter.js';

/** In the registry of symbols, so that copies of this package in one process share one meter. */
const KEY = Symbol.for('@coldstart/sdk/queue/meter/1');

/** The meter of this process: what it counts is on `/metrics` and in OTLP. */
export function sharedMeter(): QueueMeter {
  const place = globalThis as { [KEY]?: QueueMeter | undefined };
  return (place[KEY] ??= new QueueMeter());
}
