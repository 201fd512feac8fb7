import { MARKS, PHASES, type Phase } from '@coldstart/conventions';
import type { ColdStart, Gpu, GpuReport, Moment, PhaseSpan } from '@coldstart/timeline';
import { sampleAt, trimMiddle, type GapGroup, type Hit } from '../layout';
import {
  byteWords,
  clockOffsetWords,
  countWords,
  durationWords,
  farApart,
  gpuSeconds,
  hasBothKinds,
  heldUpWords,
  idleWords,
  NEVER_SUMMED,
  outcomeWords,
  percentWords,
  phaseTitle,
  podWords,
  queueKindWords,
  resolutionWords,
  sampleWords,
  shortestGapWords,
  sourceWords,
  underGaps,
  unknownWords,
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
  const pull =
    span.phase === 'image_pull' && coldStart.imagePull.kind === 'estimated' ? coldStart.imagePull : null;
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
      ...(span.estimated ? [ESTIMATED] : []),
      ...(pull
        ? [['Between', `${durationWords(pull.atLeastS)} and ${durationWords(pull.atMostS)}`] as const]
        : []),
      ...stopwatchPairs(coldStart, span.phase),
    ],
    remarks: [
      `${PHASES[span.phase].extent}.`,
      ...(pull ? [pull.why] : []),
      ...phaseDisagreementRemarks(coldStart, span.phase, clock),
    ],
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
      ...sharedPairs([gpu]),
      ['A sample every', durationWords(gpu.spacingS)],
      ['Source', sourceWords(gpu.source, coldStart.simulated)],
      ['Series', gpu.metric],
    ],
    remarks: [
      ...(unknown ? [unknownWords(gpu)] : []),
      ...(!unknown && (farApart(gpu) || stretch.by === 'no_process')
        ? [sampleWords(gpu, stretch, clock)]
        : []),
    ],
  };
}

function queueFacts({ tracks, atS }: HitOf<'queue'>, clock: Clock): Facts {
  const shown = tracks.slice(0, LISTED);
  const bothKinds = hasBothKinds(tracks);
  return {
    title: 'Queue',
    subtitle: clock.toSecond(atS),
    pairs: [
      ...shown.flatMap((track): Pair[] => {
        const name =
          tracks.length > 1
            ? `${track.model || track.reporter}${bothKinds ? `, ${queueKindWords(track.kind)}` : ''}: `
            : '';
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
          [`${name}reported by`, `${track.reporter} (${queueKindWords(track.kind)})`],
        ];
      }),
      ...moreThan(shown, tracks, 'queue'),
    ],
    remarks: [
      'The wait is the 95th percentile of the waits that ended in the step before.',
      ...(bothKinds ? [NEVER_SUMMED] : []),
    ],
  };
}

function momentPairs(moment: Moment, coldStart: ColdStart, clock: Clock): Facts['pairs'] {
  return [
    ['Time', `${clock.toMillisecond(moment.atS)} ${resolutionWords(moment.resolutionS)}`],
    ['After the start', durationWords(moment.atS - coldStart.startS)],
    ['Source', sourceWords(moment.source, coldStart.simulated)],
    ['Series', moment.metric],
    ...(moment.estimated ? [ESTIMATED] : []),
  ];
}

const ESTIMATED = ['Estimated', 'derived from a related moment, not reported'] as const;

function disagreementRemarks(coldStart: ColdStart, mark: string, clock: Clock): string[] {
  return coldStart.disagreements
    .filter((disagreement) => disagreement.mark === mark)
    .map(({ other }) => otherDate(other, 'it', coldStart, clock));
}

function phaseDisagreementRemarks(coldStart: ColdStart, phase: Phase, clock: Clock): string[] {
  return coldStart.phaseDisagreements
    .filter((disagreement) => disagreement.phase === phase)
    .map(({ edge, other }) => otherDate(other, `its ${edge}`, coldStart, clock));
}

function otherDate(other: Moment, what: string, coldStart: ColdStart, clock: Clock): string {
  return `${sourceWords(other.source, coldStart.simulated)} (${other.metric}) dates ${what} ${clock.toMillisecond(other.atS)}: more apart than their resolutions allow.`;
}

/** The server's own stopwatch has no date, so it stands beside the phase (null: the start-up), never in its place. */
function stopwatchPairs({ reported, simulated }: ColdStart, phase: Phase | null): Pair[] {
  const own = reported.filter((one) => one.phase === phase);
  const shown = own.slice(0, LISTED);
  return [
    ...shown.map(({ what, seconds, source, contradicted }): Pair => [
      `${what}, by its own stopwatch`,
      `${durationWords(seconds)}, ${sourceWords(source, simulated)}${contradicted ? ': contradicts the times here' : ''}`,
    ]),
    ...moreThan(shown, own, 'stopwatch time'),
  ];
}

function clockRemarks({ clocks }: ColdStart): string[] {
  return clocks.map((offset) =>
    `${clockOffsetWords(offset)}. ${offset.evidence.slice(0, 1).join('')}`.trim(),
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
      ...sharedPairs(shown.flatMap(({ gpuId }) => gpus.get(gpuId) ?? [])),
      ['Source', gapSources(coldStart, group)],
    ],
    remarks: [],
  };
}

function rowFacts(coldStart: ColdStart, clock: Clock): Facts {
  const { bytes, node, container, namespace, model, outcome, heldUp, imagePull } = coldStart;
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
      ...(heldUp
        ? [
            [
              'Held up by',
              heldUp.container === '' ? heldUp.reason : `${heldUp.reason} (${heldUp.container})`,
            ] as const,
            [
              'Held up since',
              `${clock.toMillisecond(heldUp.since.atS)} ${resolutionWords(heldUp.since.resolutionS)}`,
            ] as const,
          ]
        : []),
      ...said('Image pull', IMAGE_PULLS[imagePull.kind]),
      ...stopwatchPairs(coldStart, null),
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
      ...(heldUp ? [`Held up: ${heldUpWords(heldUp)}.`] : []),
      ...(imagePull.kind === 'estimated' ? [] : [`Image pull: ${imagePull.why}`]),
      coldStart.gpu.kind === 'not_observable'
        ? `GPU not observable: ${coldStart.gpu.why}`
        : shortestGapWords(coldStart.gpu),
      ...coldStart.disagreements.map(
        ({ mark, kept, other }) =>
          `${MARKS[mark].title}: ${kept.source} and ${other.source} differ by ${durationWords(Math.abs(kept.atS - other.atS))}.`,
      ),
      ...coldStart.phaseDisagreements.map(
        ({ phase, edge, kept, other }) =>
          `${edge === 'start' ? 'Start' : 'End'} of ${phaseTitle(phase).toLowerCase()}: ${kept.source} and ${other.source} differ by ${durationWords(Math.abs(kept.atS - other.atS))}.`,
      ),
      ...clockRemarks(coldStart),
    ],
  };
}

/** Where it is estimated, a bar shows it. */
const IMAGE_PULLS: Readonly<Record<ColdStart['imagePull']['kind'], string>> = {
  estimated: '',
  on_node: 'none: the node had the image',
  not_observable: 'not observable',
};

function sharedPairs(gpus: readonly Gpu[]): Pair[] {
  const pods = [...new Set(gpus.flatMap(({ shared }) => shared?.pods ?? []))];
  const shown = pods.slice(0, LISTED);
  if (pods.length === 0) return [];
  return [['Shared with', shown.join(', '), pods.join(', ')], ...moreThan(shown, pods, 'pod')];
}

function gapSources({ gpu, simulated }: ColdStart, { gaps }: GapGroup): string {
  const ids = new Set(gaps.map(({ gpuId }) => gpuId));
  const own = gpu.kind === 'observed' ? gpu.gpus.filter(({ id }) => ids.has(id)) : [];
  return [...new Set(own.map(({ source }) => sourceWords(source, simulated)))].join(', ');
}

function gpuPairs(gpu: GpuReport): Pair[] {
  if (gpu.kind === 'not_observable') return [];
  const shown = gpu.gpus.slice(0, LISTED);
  return [
    gpuPair(gpu.gpus.length > 1 ? 'GPUs' : 'GPU', shown),
    ...moreThan(shown, gpu.gpus, 'GPU'),
    ...sharedPairs(gpu.gpus),
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
