// `coldstart ARGS…` from the repository: builds what is stale first. One process, so that signals reach it.
import './build.mjs';

await import('../cli/dist/main.js');
