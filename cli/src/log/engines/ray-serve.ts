import type { Profile } from '../profile/index.js';

/**
 * Ray Serve, with any Python code in its replicas: vLLM and SGLang too, whose lines are read with its own.
 * Sources: ray/serve/_private/deployment_state.py, client.py, api.py.
 */
export const rayServe: Profile = {
  server: 'ray-serve',
  title: 'Ray Serve',
  versions: '2.9 to 2.58',
  within: ['vllm', 'sglang', 'transformers'],
  stamps: ['iso', 'month_day', 'time'],
  detect: {
    commands: ['serve run', 'serve deploy', 'serve start', 'ray.serve.scripts'],
    lines: [
      'Started Serve in namespace',
      'Deploying new version of Deployment(name=',
      "Application '{w}' is ready at",
      "Deployed app '{w}' successfully",
      '(ServeReplica:',
      '(ServeController pid=',
    ],
  },
  python: true,
  models: 'one',
  loads: 'once',
  // Cluster, controller, placement of the replica, imports.
  opens: 'runtime_init',
  modelFrom: { flags: [] },
  rules: [
    {
      line: 'Replica constructor, reconfigure method, and initial health check took {s}s',
      took: 'weights_load',
      // Where an engine within shows the shards that it reads, its own lines say what is the load and what is not.
      unless: 'weights_read',
      step: 'replica constructor',
      note: 'all that the constructor of the deployment does: imports, load, warm-up',
    },
    {
      line: ["Application '{w}' is ready at", "Deployed app '{w}' successfully"],
      ready: true,
    },
    {
      line: [
        "Deploying app '{w}' failed",
        'Deploying application {w} failed',
        'failed to start {#} times in a row',
        'The deployment failed to start',
        "status: 'DEPLOY_FAILED'",
        'OutOfMemoryError: CUDA out of memory.',
      ],
      fails: true,
    },
    { line: '{w}Error: {*}', fails: 'why' },
  ],
  always: [],
  notObservable: {
    compile: 'what a replica does is up to its code, and Ray Serve writes no line of it',
  },
  health: {
    kind: 'http',
    path: '/-/healthz',
    port: 8000,
    note: 'the proxy alone: it is 200 as soon as it runs, whatever the replicas do',
  },
};
