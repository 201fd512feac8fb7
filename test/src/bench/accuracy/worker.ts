/** Measures a part of the spikes in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { measure, type Plan } from './measure.js';

const { values, counts } = measure(workerData as Plan);
parentPort?.postMessage({ values, counts });
