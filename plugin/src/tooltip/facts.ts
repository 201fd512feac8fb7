import { MARKS, PHASES } from '@coldstart/conventions';
import type { ColdStart, GpuReport, Moment, PhaseSpan } from '@coldstart/timeline';
import { sampleAt, type GapGroup, type Hit } from '../layout';
import {
  byteWords,
  durationWords,
  gpuSeconds,
  idleWords,
  outcomeWords,
  percentWords,
  phaseTitle,
  podWords,
  resolutionWords,
  sourceWords,
  underGaps,
  weightsWords,
  type Clock,
  waitBucketWords,
} from '../words';

/** What a tooltip says: pairs of a label and its value, and sentences below. */
export interface Facts {
  readonly title: string;
  readonly subtitle: string;
  readonly pairs: readonly (readonly [label: string, value: string])[];
  readonly remarks: readonly string[];
}

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
      return {
        title: hit.stretch.state === 'unknown' ? 'GPU unknown' : `GPU ${hit.stretch.state}`,
        subtitle: podWords(hit.coldStart),
        pairs: [
          [
            'Utilisation',
            hit.stretch.state === 'unknown' ? 'unknown' : percentWords(hit.stretch.utilization),
          ],
          ['From', clock.toMillisecond(hit.stretch.startS)],
          ['To', clock.toMillisecond(hit.stretch.endS)],
          ['Duration', durationWords(hit.stretch.endS - hit.stretch.startS)],
          ['GPU', gpuName(hit.gpu.id, hit.gpu.name)],
          ['A sample every', durationWords(hit.gpu.spacingS)],
          ['Source', sourceWords('dcgm-exporter', hit.coldStart.simulated)],
        ],
        remarks:
          hit.stretch.state === 'unknown' ? ['No samples here: neither idle nor busy can be said.'] : [],
      };
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
      return {
        title: 'Queue',
        subtitle: clock.toSecond(hit.atS),
        pairs: hit.tracks.flatMap((track) => {
          const name = hit.tracks.length > 1 ? `${track.model || track.reporter}: ` : '';
          const depth = sampleAt(
            track.depth.map(({ atS, requests }) => ({ atS, value: requests })),
            hit.atS,
          );
          const wait = sampleAt(
            track.waitP95.map((point) => ({ ...point, value: point.seconds })),
            hit.atS,
          );
          return [
            [`${name}depth`, depth ? `${depth.value} requests` : 'no sample'],
            [`${name}wait p95`, wait ? waitBucketWords(wait) : 'no sample'],
            [`${name}reported by`, track.reporter],
          ] as const;
        }),
        remarks: ['The wait is the 95th percentile of the waits that ended in the step before.'],
      };
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
    coldStart.gpu.kind === 'observed'
      ? coldStart.gpu.gpus.map(({ id, name }) => [id, gpuName(id, name)])
      : [],
  );
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
      ...group.gaps.map(
        (gap) => [gpus.get(gap.gpuId) ?? gap.gpuId, `idle ${durationWords(gap.durationS)}`] as const,
      ),
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
      ...(coldStart.gpu.kind === 'not_observable' ? [`GPU not observable: ${coldStart.gpu.why}`] : []),
      ...coldStart.disagreements.map(
        ({ mark, kept, other }) =>
          `${MARKS[mark].title}: ${kept.source} and ${other.source} differ by ${durationWords(Math.abs(kept.atS - other.atS))}.`,
      ),
    ],
  };
}

function gpuPairs(gpu: GpuReport): Facts['pairs'] {
  if (gpu.kind === 'not_observable') return [];
  return [
    ['GPUs', gpu.gpus.map(({ id, name }) => gpuName(id, name)).join(', ')],
    ['GPU time', `${idleWords(gpu).variants[0]} ${resolutionWords(gpu.resolutionS)}`],
    ['Shortest gap', durationWords(gpu.minGapS)],
  ];
}

function gpuName(id: string, name: string): string {
  return name === '' || name === id ? id : `${name} ${id}`;
}

function shareOf(seconds: number, coldStart: ColdStart): string {
  return coldStart.durationS > 0 ? percentWords(seconds / coldStart.durationS) : 'unknown';
}
