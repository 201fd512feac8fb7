import {
  fitting,
  rightOf,
  trimEnd,
  xOf,
  type GapGroup,
  type Placed,
  type RowPicture,
  type StretchOfGpu,
  type TimeScale,
} from '../layout';
import {
  durationWords,
  farApart,
  gpuSeconds,
  phaseTitle,
  sampledAtS,
  underGaps,
  unknownVariants,
} from '../words';
import { seeThrough, type Palette } from './palette';
import { hatch, horizontal, measureWith, outline, vertical, write, type Pen } from './pen';

const PADDING = 5;
/** Opacity of what a GPU does once the pod serves: drawn, never counted. */
const AFTER_READY = 0.4;
/** Opacity of a sample that stands for a long time: a full colour would say that somebody watched it. */
const SPARSE = 0.35;

/** What the pod's GPUs did, and the gaps on top. Before allocation there is nothing to draw. */
export function drawStrips(pen: Pen, picture: RowPicture, scale: TimeScale, palette: Palette): void {
  const { notObservable, row } = picture;
  if (notObservable) {
    pen.font = palette.font(10);
    const room = notObservable.box.width - PADDING;
    const measure = measureWith(pen);
    const text =
      fitting([`GPU not observable: ${notObservable.of}`, 'GPU not observable'], room, measure) ??
      trimEnd('GPU not observable', room, measure);
    outline(pen, notObservable.box, palette.grid, [3, 3]);
    write(pen, text, notObservable.box.x + PADDING, row.stripTop + row.stripHeight / 2 + 0.5, palette.quiet);
  }
  const { outcome } = picture.coldStart;
  const readyS = outcome.kind === 'ready' ? outcome.at.atS : Infinity;
  for (const placed of picture.activity) {
    const counts = placed.of.stretch.startS < readyS;
    pen.globalAlpha = counts ? 1 : AFTER_READY;
    drawStretch(pen, placed, scale, palette, counts);
  }
  pen.globalAlpha = 1;
  for (const { box } of picture.gaps) {
    pen.fillStyle = seeThrough(palette.gap, 0.16);
    pen.fillRect(box.x, box.y, box.width, box.height);
    hatch(pen, box, seeThrough(palette.gap, 0.75), 7, 1.5);
    outline(pen, box, palette.gap);
  }
  drawGapLabels(pen, picture, scale, palette);
}

function drawStretch(
  pen: Pen,
  { of: { gpu, stretch }, box }: Placed<StretchOfGpu>,
  scale: TimeScale,
  palette: Palette,
  labelled: boolean,
): void {
  if (stretch.state === 'unknown') {
    hatch(pen, box, seeThrough(palette.quiet, 0.28), 5, 1);
    outline(pen, box, seeThrough(palette.quiet, 0.3));
    pen.font = palette.font(10);
    const label = fitting(unknownVariants(gpu), box.width - 4, measureWith(pen));
    if (labelled && label && box.height >= 10)
      writeOn(pen, label, box.x + box.width / 2, box, palette, palette.quiet);
    return;
  }
  pen.fillStyle = seeThrough(palette.gpu, 0.12);
  pen.fillRect(box.x, box.y, box.width, box.height);
  const height = Math.min(1, Math.max(0, stretch.utilization)) * box.height;
  const sparse = farApart(gpu);
  pen.fillStyle = sparse ? seeThrough(palette.gpu, SPARSE) : palette.gpu;
  pen.fillRect(box.x, box.y + box.height - height, box.width, height);
  horizontal(pen, box.y + box.height - 1, box.x, box.x + box.width, palette.gpu);
  if (!sparse) return;
  const tickS = sampledAtS(gpu, stretch);
  if (tickS !== null && xOf(scale, tickS) <= rightOf(scale))
    vertical(pen, xOf(scale, tickS) - 1, box.y, box.y + box.height, palette.gpu, 2);
  if (!labelled || stretch.state !== 'busy') return;
  pen.font = palette.font(10);
  const every = durationWords(gpu.spacingS);
  const words = [`one sample per ${every}`, `a sample per ${every}`, `per ${every}`];
  const label = fitting(words, box.width - 2 * PADDING, measureWith(pen));
  if (label && box.height >= 10) writeOn(pen, label, box.x + box.width / 2, box, palette, palette.text);
}

/** In the gap where it fits, else behind it, as long as no other gap begins there. */
function drawGapLabels(pen: Pen, { gapGroups }: RowPicture, scale: TimeScale, palette: Palette): void {
  pen.font = palette.font(11, 500);
  const measure = measureWith(pen);
  gapGroups.forEach(({ of, box }, index) => {
    const inside = fitting(gapVariants(of), box.width - 2 * PADDING, measure);
    if (inside) {
      writeOn(pen, inside, box.x + box.width / 2, box, palette, palette.text);
      return;
    }
    const end = box.x + box.width;
    const free = (gapGroups[index + 1]?.box.x ?? rightOf(scale)) - end - 2 * PADDING;
    const behind = fitting(gapVariants(of).slice(-2), free, measure);
    if (behind) writeOn(pen, behind, end + PADDING + measure(behind) / 2, box, palette, palette.gapText);
  });
}

/** From this share on, what runs under a gap is the whole story. */
const ALMOST_ALL = 0.9;

function gapVariants(group: GapGroup): string[] {
  const gpus = new Set(group.gaps.map(({ gpuId }) => gpuId)).size;
  const time = durationWords(group.endS - group.startS);
  const said = gpus === 1 ? `GPU idle ${time}` : `${gpus} GPUs idle, ${gpuSeconds(group.gpuS)} GPU-s`;
  const open = group.open ? ' so far' : '';
  const [most] = underGaps(group.gaps);
  const title = most ? phaseTitle(most.phase).toLowerCase() : '';
  const mostly = most && most.seconds < ALMOST_ALL * group.gpuS ? 'mostly ' : '';
  return [
    ...(most ? [`${said}${open} · ${mostly}${title}`, `${said} · ${mostly}${title}`] : []),
    `${said}${open}`,
    said,
    `idle ${time}`,
    time,
  ];
}

/** Text on a plate of background, so that the hatch does not run through it. */
function writeOn(
  pen: Pen,
  text: string,
  centre: number,
  box: { y: number; height: number },
  palette: Palette,
  colour: string,
): void {
  const width = pen.measureText(text).width + 6;
  const height = Math.min(13, box.height - 2);
  pen.fillStyle = seeThrough(palette.background, 0.88);
  pen.fillRect(Math.round(centre - width / 2), box.y + (box.height - height) / 2, Math.ceil(width), height);
  write(pen, text, centre, box.y + box.height / 2 + 0.5, colour, 'center');
}
