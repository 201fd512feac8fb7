import { PortInUseError, startViewer, type Viewer } from '../view/index.js';
import { BANNER } from './plan.js';
import type { Progress } from './report/index.js';

export interface PageOptions {
  readonly port: number;
  readonly portIsFixed: boolean;
  /** `null`: the viewer keeps what is pushed to it. */
  readonly prometheusUrl: string | null;
  readonly progress: Progress;
}

/** The viewer, on the wanted port or, unless the user named it, on a free one. */
export async function startPage(options: PageOptions): Promise<Viewer> {
  const start = (port: number): Promise<Viewer> =>
    startViewer({
      port,
      source:
        options.prometheusUrl === null
          ? { kind: 'otlp' }
          : { kind: 'prometheus', url: options.prometheusUrl },
      title: 'coldstart demo',
      banner: BANNER,
      lookbackS: 90,
      sinceMs: Date.now(),
      onNotice: (notice) => {
        options.progress.note(notice);
      },
    });
  try {
    return await start(options.port);
  } catch (error) {
    if (!(error instanceof PortInUseError) || options.portIsFixed) throw error;
    options.progress.note(`Port ${options.port} is in use (another demo?); taking a free one.`);
    return start(0);
  }
}
