import { workerData } from 'node:worker_threads';

// Until something is written.
Atomics.wait(new Int32Array(workerData.ring, 0, 2), 0, 0);
throw new Error('a line that nobody expected');
