import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProcess } from '../src/coldstart/index.js';

describe('a port that is in use', () => {
  const other = createServer();
  let port = 0;

  beforeAll(async () => {
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    port = (other.address() as AddressInfo).port;
  });
  afterAll(() => {
    other.close();
  });

  it.each(['view', 'demo'])(
    'named by the user ends coldstart %s with a message that names it',
    async (command) => {
      const run = startProcess([command, '--port', String(port)]);
      expect(await run.ended).toBe(1);
      expect(run.stderr()).toContain(String(port));
      expect(run.stderr()).toContain('--port');
    },
  );

  it('does not stop a second demo: it takes a free one and says so', async () => {
    const first = startProcess(['demo']);
    const second = startProcess(['demo']);
    const urls = await Promise.all(
      [first, second].map(async (demo) => (await demo.says(/The page: (http:\S+)/))[1]),
    );
    expect(new Set(urls).size).toBe(2);
    await Promise.all([first.stop(), second.stop()]);
    expect(await first.ended).toBe(130);
    expect(await second.ended).toBe(130);
  });
});
