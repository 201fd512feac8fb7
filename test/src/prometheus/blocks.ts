import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Within this many hours from a multiple of it since 1970, all samples come into one block. */
export const BLOCK_H = 54;

/**
 * Makes blocks of an OpenMetrics file whose samples carry their times.
 *
 * @param promtool path of the program
 */
export async function fillFrom(promtool: string, openMetrics: string, dataFolder: string): Promise<void> {
  const args = ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', `--max-block-duration=${BLOCK_H}h`];
  await promisify(execFile)(promtool, [...args, openMetrics, dataFolder]);
}
