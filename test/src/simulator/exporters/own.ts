import type { Random } from '../random.js';
import { notedS, type Spike, type TrueAttempt, type TruePod } from '../world/index.js';
import type { Exposed, Piece } from './exposed.js';

/** The worker that answers scrapes is up after so long. */
const ANSWERS_AFTER_S = [0.1, 0.6] as const;

const FILESYSTEM = { cached: 'disk', fetched: 'remote' } as const;

/** What the SDK or the wrapper in a pod exposes: times of the clock of its node, in whole milliseconds. */
export function exposeOwn({ cluster }: Spike, pod: TruePod, random: Random): Exposed[] {
  return pod.attempts.flatMap((life) => exposeLife(cluster.namespace, pod, life, random));
}

function exposeLife(namespace: string, pod: TruePod, life: TrueAttempt, random: Random): Exposed[] {
  const { deployment, node } = pod;
  const upS = life.processStartedS + random.between(...ANSWERS_AFTER_S);
  const downS = Math.min(life.processEndedS, pod.deletedS);
  if (!(upS < downS)) return [];
  const target = `pod/${pod.name}`;
  const noted = (what: string, atS: number): number => notedS(pod, `${life.attempt} ${what}`, atS);
  const shown = (trueS: number): number => Math.round((trueS + node.clockS) * 1000) / 1000;
  const labels = {
    k8s_namespace_name: namespace,
    k8s_pod_name: pod.name,
    k8s_container_name: 'server',
    model_name: deployment.model,
    attempt: String(life.attempt),
    job: 'coldstart',
    instance: `${pod.name}:9464`,
  };
  const exposed: Exposed[] = [];
  const show = (metric: string, more: Readonly<Record<string, string>>, pieces: readonly Piece[]): void => {
    const there = pieces
      .map(({ fromS, untilS, value }) => ({
        fromS: Math.max(fromS, upS),
        untilS: Math.min(untilS, downS),
        value,
      }))
      .filter(({ fromS, untilS }) => fromS < untilS);
    if (there.length > 0) exposed.push({ target, metric, labels: { ...labels, ...more }, pieces: there });
  };
  const always = (fromS: number, value: number): Piece[] => [{ fromS, untilS: Infinity, value }];
  const mark = (name: string, atS: number): void => {
    show('coldstart_mark_timestamp_seconds', { mark: name }, always(atS, shown(atS)));
  };

  // The system tells when a process began, whoever asks when.
  mark('process_started', life.processStartedS);
  for (const { phase, startS, endS, outcome } of life.phases) {
    const began = phase === 'runtime_init' ? startS : noted(`${phase} start`, startS);
    show('coldstart_phase_start_timestamp_seconds', { phase }, always(began, shown(began)));
    if (outcome === 'cut') continue;
    const ended = Math.max(began, noted(`${phase} end`, endS));
    show('coldstart_phase_end_timestamp_seconds', { phase, outcome }, always(ended, shown(ended)));
  }

  const { end } = life;
  const overS =
    end.kind === 'ready' ? noted('ready', end.modelReadyS) : end.kind === 'failed' ? end.atS : Infinity;
  const server = { server: deployment.server };
  show('coldstart_load_in_progress_start_timestamp_seconds', server, [
    { fromS: life.processStartedS, untilS: overS, value: shown(life.processStartedS) },
    { fromS: overS, untilS: Infinity, value: 0 },
  ]);
  exposeBytes();
  if (end.kind === 'deleted') return exposed;
  const weights = pod.weightsCached || life.attempt > 1 ? FILESYSTEM.cached : FILESYSTEM.fetched;
  const result = { ...server, outcome: end.kind === 'ready' ? 'ok' : 'failed', weights_source: weights };
  mark(end.kind === 'ready' ? 'model_ready' : 'failed', overS);
  show('coldstart_load_completed_timestamp_seconds', result, always(overS, shown(overS)));
  const durationS = shown(overS) - shown(life.processStartedS);
  show('coldstart_load_last_duration_seconds', result, always(overS, Math.round(durationS * 1000) / 1000));
  if (end.kind === 'ready') mark('first_request', pod.firstRequestS);
  return exposed;

  function exposeBytes(): void {
    const load = life.phases.find(({ phase }) => phase === 'weights_load');
    if (!load) return;
    const steps = 20;
    const pieces = Array.from({ length: steps + 1 }, (_, i): Piece => {
      const at = (step: number): number => load.startS + ((load.endS - load.startS) * step) / steps;
      const value = Math.round((deployment.bytesOfWeights * i) / steps);
      return { fromS: at(i), untilS: i === steps ? Infinity : at(i + 1), value };
    });
    show('coldstart_load_bytes', {}, load.outcome === 'ok' ? pieces : pieces.slice(0, steps / 2));
    show('coldstart_load_expected_bytes', {}, always(load.startS, deployment.bytesOfWeights));
  }
}
