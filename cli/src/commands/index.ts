import type { CommandEntry } from './command.js';

export { UsageError, type Command, type CommandEntry } from './command.js';

/** The commands of `coldstart`, by name. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  run: {
    summary: 'runs a server and makes its cold start visible: coldstart run -- vllm serve MODEL',
    load: () => import('./run.js'),
  },
  analyze: {
    summary: 'shows what took the time in the start of an inference server, from its saved log',
    load: () => import('./analyze.js'),
  },
  view: {
    summary: 'shows the cold starts of your pods on a page of this machine, from OTLP or a Prometheus',
    load: () => import('./view.js'),
  },
  demo: {
    summary: 'plays a traffic spike on this machine and shows the cold starts of six pods',
    load: () => import('./demo.js'),
  },
};
