import { buildCollector } from '../collector/index.js';
import { buildGoProgram } from '../go-programs/index.js';

// What the tests build with Go, built before they ask for it: from nothing it takes minutes, and while one core lints
// the other one idles. The tests say what is missing, and why.
await buildCollector();
await buildGoProgram('kube-state-metrics');
