import type { Child } from './child.js';

/** Handed on as they are. SIGUSR1 would start Node's debugger if nobody listened. */
const FORWARDED = [
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGWINCH',
  'SIGCONT',
  'SIGTSTP',
] as const satisfies readonly NodeJS.Signals[];

/**
 * Hands the signals that we get on to the child's process group, once each. Those that come before there is a child
 * wait for it: call this first of all. What was ignored when we were started (`nohup coldstart run`) is handed on too,
 * because Node forgets that; `coldstart run -- nohup …` does what is meant.
 *
 * @returns ends it: signals do to us again what they do to any program
 */
export function forwardSignals(starting: Promise<Child>): () => void {
  let deliver: (signal: NodeJS.Signals) => void;
  const early: NodeJS.Signals[] = [];
  deliver = (signal) => {
    early.push(signal);
  };
  const onStarted = (child: Child): void => {
    deliver = (signal) => {
      if (signal === 'SIGTSTP' && process.pid !== 1) suspend(child);
      else child.signal(signal);
    };
    early.splice(0).forEach(deliver);
  };
  // Where there will be no child, whoever waits for it says so.
  starting.then(onStarted, () => undefined);

  const onSignal = (signal: NodeJS.Signals): void => {
    deliver(signal);
  };
  for (const signal of FORWARDED) process.on(signal, onSignal);
  return () => {
    for (const signal of FORWARDED) process.off(signal, onSignal);
  };
}

/**
 * Ctrl-Z in a terminal. The kernel drops SIGTSTP in a group that has no shell of its own above it, as the child's is,
 * so it gets SIGSTOP, and we stop with it; SIGCONT, which the shell sends us, goes on to it. As process 1 there is no
 * shell, and the kernel drops SIGTSTP just as it would without us.
 */
function suspend(child: Child): void {
  child.signal('SIGSTOP');
  process.kill(process.pid, 'SIGSTOP');
}
