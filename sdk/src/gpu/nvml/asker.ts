/** Entry of the process that asks the driver; see `source.ts` for why it is one. */
import { openDriver } from './driver.js';
import type { AskerStart, FromAsker } from './protocol.js';

const { path } = JSON.parse(process.argv[2] ?? '{}') as AskerStart;

const send = (message: FromAsker): void => {
  process.send?.(message);
};

/** Whoever wants to know is gone. A call that hangs would hold up an exit. */
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));

try {
  const driver = await openDriver(process.env, path ?? undefined);
  send({ type: 'open', found: driver !== null });
  process.on('message', () => {
    driver?.read().then(
      (answer) => {
        send({ type: 'readings', ...answer });
      },
      (error: unknown) => {
        send({ type: 'error', message: error instanceof Error ? error.message : String(error) });
      },
    );
  });
} catch (error) {
  send({ type: 'error', message: error instanceof Error ? error.message : String(error) });
}
