import { MARKS, PHASES } from '@coldstart/conventions';
import type { ColdStart, Gpu, GpuReport, Moment, PhaseSpan } from '@coldstart/timeline';
import { sampleAt, trimMiddle, type GapGroup, type Hit } from '../layout';
import {
  byteWords,
  countWords,
  durationWords,
  farApart,
  gpuSeconds,
  idleWords,
  outcomeWords,
  percentWords,
  phaseTitle,
  podWords,
  resolutionWords,
  sampleWords,
  shortestGapWords,
  sourceWords,
  underGaps,
  weightsWords,
  type Clock,
  waitBucketWords,
} from '../words';

/** `whole`: the value in full, where it had to be shortened. */
export type Pair = readonly [label: string, value: string, whole?: string];

/** What a tooltip says: pairs of a label and its value, and sentences below. */
export interface Facts {
  readonly title: string;
  readonly subtitle: string;
  readonly pairs: readonly Pair[];
  readonly remarks: readonly string[];
}

/** So many GPUs, gaps or queues are listed; the others are counted. */
const LISTED = 5;

type HitOf<Kind extends Hit['kind']> = Extract<Hit, { kind: Kind }>;

export function factsOf(hit: Hit, clock: Clock): Facts {
  switch (hit.kind) {
    case 'span':
      return spanFacts(hit.coldStart, hit.span, clock);
    case 'mark':
      return {
        title: MARKS[hit.place.mark].title,
        subtitle: podWords(hit.coldStart),
        pairs: momentPairs(hit.place.moment, hit.coldStart, clock),
        remarks: [
          `${MARKS[hit.place.mark].meaning}.`,
          ...disagreementRemarks(hit.coldStart, hit.place.mark, clock),
        ],
      };
    case 'gap':
      return gapFacts(hit.coldStart, hit.group, clock);
    case 'activity':
      return activityFacts(hit, clock);
    case 'unattributed':
      return {
        title: 'Unattributed',
        subtitle: podWords(hit.coldStart),
        pairs: [
          ['From', clock.toMillisecond(hit.segment.startS)],
          ['To', clock.toMillisecond(hit.segment.endS)],
          ['Duration', durationWords(hit.segment.endS - hit.segment.startS)],
          ['Share of the cold start', shareOf(hit.segment.endS - hit.segment.startS, hit.coldStart)],
        ],
        remarks: ['Time inside the cold start that no phase covers.'],
      };
    case 'row':
      return rowFacts(hit.coldStart, clock);
    case 'queue':
      return queueFacts(hit, clock);
  }
}

const STATES: Record<PhaseSpan['state'], string> = {
  ok: 'done',
  failed: 'failed',
  running: 'still running',
  cut_off: 'cut off by the end of the cold start',
};

function spanFacts(coldStart: ColdStart, span: PhaseSpan, clock: Clock): Facts {
  const parent = span.parent === null ? undefined : coldStart.phases[span.parent];
  const running = span.state === 'running';
  return {
    title: PHASES[span.phase].title,
    subtitle: podWords(coldStart),
    pairs: [
      ['Start', clock.toMillisecond(span.startS)],
      ['End', running ? `${clock.toMillisecond(span.endS)}, still running` : clock.toMillisecond(span.endS)],
      ['Duration', `${durationWords(span.durationS)} ${resolutionWords(span.resolutionS)}`],
      ['Share of the cold start', shareOf(span.durationS, coldStart)],
      ['State', STATES[span.state]],
      ...(parent ? [['Inside', PHASES[parent.phase].title] as const] : []),
      ['Source', sourceWords(span.source, coldStart.simulated)],
    ],
    remarks: [`${PHASES[span.phase].extent}.`],
  };
}

function activityFacts({ coldStart, gpu, stretch }: HitOf<'activity'>, clock: Clock): Facts {
  const unknown = stretch.state === 'unknown';
  return {
    title: unknown ? 'GPU unknown' : `GPU ${stretch.state}`,
    subtitle: podWords(coldStart),
    pairs: [
      ['Utilisation', unknown ? 'unknown' : percentWords(stretch.utilization)],
      ['From', clock.toMillisecond(stretch.startS)],
      ['To', clock.toMillisecond(stretch.endS)],
      ['Duration', durationWords(stretch.endS - stretch.startS)],
      gpuPair('GPU', [gpu]),
      ['A sample every', durationWords(gpu.spacingS)],
      ['Source', sourceWords('dcgm-exporter', coldStart.simulated)],
    ],
    remarks: [
      ...(unknown ? ['No samples here: neither idle nor busy can be said.'] : []),
      ...(!unknown && (farApart(gpu) || stretch.by === 'no_process')
        ? [sampleWords(gpu, stretch, clock)]
        : []),
    ],
  };
}

function queueFacts({ tracks, atS }: HitOf<'queue'>, clock: Clock): Facts {
  const shown = tracks.slice(0, LISTED);
  return {
    title: 'Queue',
    subtitle: clock.toSecond(atS),
    pairs: [
      ...shown.flatMap((track): Pair[] => {
        const name = tracks.length > 1 ? `${track.model || track.reporter}: ` : '';
        const depth = sampleAt(
          track.depth.map(({ atS, requests }) => ({ atS, value: requests })),
          atS,
        );
        const wait = sampleAt(
          track.waitP95.map((point) => ({ ...point, value: point.seconds })),
          atS,
        );
        return [
          [`${name}depth`, depth ? `${depth.value} requests` : 'no sample'],
          [`${name}wait p95`, wait ? waitBucketWords(wait) : 'no sample'],
          [`${name}reported by`, track.reporter],
        ];
      }),
      ...moreThan(shown, tracks, 'queue'),
    ],
    remarks: ['The wait is the 95th percentile of the waits that ended in the step before.'],
  };
}

function momentPairs(moment: Moment, coldStart: ColdStart, clock: Clock): Facts['pairs'] {
  return [
    ['Time', `${clock.toMillisecond(moment.atS)} ${resolutionWords(moment.resolutionS)}`],
    ['After the start', durationWords(moment.atS - coldStart.startS)],
    ['Source', sourceWords(moment.source, coldStart.simulated)],
    ['Series', moment.metric],
    ...(moment.estimated ? [['Estimated', 'derived from a related moment, not reported'] as const] : []),
  ];
}

function disagreementRemarks(coldStart: ColdStart, mark: string, clock: Clock): string[] {
  return coldStart.disagreements
    .filter((disagreement) => disagreement.mark === mark)
    .map(
      ({ other }) =>
        `${sourceWords(other.source, coldStart.simulated)} (${other.metric}) dates it ${clock.toMillisecond(other.atS)}: more apart than their resolutions allow.`,
    );
}

function gapFacts(coldStart: ColdStart, group: GapGroup, clock: Clock): Facts {
  const gpus = new Map(
    coldStart.gpu.kind === 'observed' ? coldStart.gpu.gpus.map((gpu) => [gpu.id, gpu]) : [],
  );
  const shown = group.gaps.slice(0, LISTED);
  const resolutionS = Math.max(...group.gaps.map((gap) => gap.resolutionS));
  return {
    title: 'GPU idle while the model loads',
    subtitle: podWords(coldStart),
    pairs: [
      ['Start', clock.toMillisecond(group.startS)],
      [
        'End',
        group.open ? `${clock.toMillisecond(group.endS)}, still idle` : clock.toMillisecond(group.endS),
      ],
      ...shown.flatMap((gap): Pair[] => [
        ['Idle', durationWords(gap.durationS)],
        gpuPair('of GPU', [gpus.get(gap.gpuId) ?? { id: gap.gpuId, name: '' }]),
      ]),
      ...moreThan(shown, group.gaps, 'gap'),
      ['Each end', resolutionWords(resolutionS)],
      ...underGaps(group.gaps).map(
        ({ phase, seconds }) => [`under ${phaseTitle(phase)}`, `${gpuSeconds(seconds)} GPU-s`] as const,
      ),
      ['Source', sourceWords('dcgm-exporter', coldStart.simulated)],
    ],
    remarks: [],
  };
}

function rowFacts(coldStart: ColdStart, clock: Clock): Facts {
  const { bytes, node, container, namespace, model, outcome } = coldStart;
  const said = (label: string, value: string) => (value === '' ? [] : [[label, value] as const]);
  return {
    title: coldStart.pod,
    subtitle: outcomeWords(coldStart).variants[0],
    pairs: [
      ...said('Model', model),
      ...said('Namespace', namespace),
      ...said('Container', container),
      ...said('Node', node),
      ['Attempt', String(coldStart.attempt)],
      ['Start', clock.toMillisecond(coldStart.startS)],
      ...(outcome.kind === 'lost' ? [['Last seen', clock.toMillisecond(outcome.lastSeenS)] as const] : []),
      ['Duration', `${durationWords(coldStart.durationS)} ${resolutionWords(coldStart.resolutionS)}`],
      ...gpuPairs(coldStart.gpu),
      ['Unattributed', durationWords(coldStart.unattributedS)],
      ...said('Weights', weightsWords(coldStart.weightsSource)),
      ...(bytes
        ? [
            [
              'Loaded',
              bytes.expected === null
                ? byteWords(bytes.loaded)
                : `${byteWords(bytes.loaded)} of ${byteWords(bytes.expected)}`,
            ] as const,
          ]
        : []),
      ...(coldStart.simulated.length > 0 ? [['Simulated', coldStart.simulated.join(', ')] as const] : []),
    ],
    remarks: [
      coldStart.gpu.kind === 'not_observable'
        ? `GPU not observable: ${coldStart.gpu.why}`
        : shortestGapWords(coldStart.gpu),
      ...coldStart.disagreements.map(
        ({ mark, kept, other }) =>
          `${MARKS[mark].title}: ${kept.source} and ${other.source} differ by ${durationWords(Math.abs(kept.atS - other.atS))}.`,
      ),
    ],
  };
}

function gpuPairs(gpu: GpuReport): Pair[] {
  if (gpu.kind === 'not_observable') return [];
  const shown = gpu.gpus.slice(0, LISTED);
  return [
    gpuPair(gpu.gpus.length > 1 ? 'GPUs' : 'GPU', shown),
    ...moreThan(shown, gpu.gpus, 'GPU'),
    ['GPU time', idleWords(gpu).variants[0]],
    ...(gpu.gaps.length > 0 ? [['Idle, exact to', resolutionWords(gpu.resolutionS)] as const] : []),
  ];
}

type Named = Pick<Gpu, 'id' | 'name'>;

/** A UUID tells GPUs apart by its begin and its end; all of it would fill the line. */
const ID_LETTERS = 18;

function gpuPair(label: string, gpus: readonly Named[]): Pair {
  const brief = ({ id, name }: Named) =>
    gpuName({ id: trimMiddle(id, ID_LETTERS, (text) => text.length), name });
  return [label, gpus.map(brief).join(', '), gpus.map(gpuName).join(', ')];
}

function gpuName({ id, name }: Named): string {
  return name === '' || name === id ? id : `${name} ${id}`;
}

/** Says how many are not listed. */
function moreThan(shown: readonly unknown[], all: readonly unknown[], noun: string): Pair[] {
  const more = all.length - shown.length;
  return more > 0 ? [['and', `${countWords(more, noun)} more`]] : [];
}

function shareOf(seconds: number, coldStart: ColdStart): string {
  return coldStart.durationS > 0 ? percentWords(seconds / coldStart.durationS) : 'unknown';
}
