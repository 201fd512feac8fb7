/** Prints how many milliseconds an import takes on the main thread. Argument: the module. */
import { say } from '../child/index.js';

const begun = performance.now();
await import(process.argv[2] ?? '');
say({ importMs: performance.now() - begun });
process.exit();
