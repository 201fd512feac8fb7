import { colorManipulator, type GrafanaTheme2 } from '@grafana/data';
import { PHASE_NAMES, type Phase } from '@coldstart/conventions';
import type { Tone } from '../words';

/**
 * Colours of the phases, by name in Grafana's palette. Cluster phases are purple, weights blue, engine work yellow:
 * these three stay apart under every common colour blindness, and neighbours differ in lightness too. Orange, green
 * and red are kept for idle GPUs, busy GPUs and failures.
 */
const PHASE_COLOURS: Record<Phase, string> = {
  scheduling: 'light-purple',
  image_pull: 'dark-purple',
  init: 'super-light-purple',
  container_start: 'purple',
  runtime_init: 'super-light-blue',
  weights_fetch: 'dark-blue',
  weights_load: 'light-blue',
  weights_read: 'semi-dark-blue',
  weights_transfer: 'super-light-blue',
  tokenizer_init: 'super-light-yellow',
  compile: 'dark-yellow',
  cache_alloc: 'super-light-yellow',
  graph_capture: 'semi-dark-yellow',
  warmup: 'light-yellow',
  readiness: 'super-light-purple',
};

export interface Palette {
  readonly background: string;
  readonly text: string;
  readonly quiet: string;
  readonly faint: string;
  readonly grid: string;
  readonly line: string;
  readonly phases: Readonly<Record<Phase, string>>;
  readonly onPhases: Readonly<Record<Phase, string>>;
  readonly gpu: string;
  readonly gap: string;
  readonly gapText: string;
  readonly depth: string;
  readonly wait: string;
  readonly tones: Readonly<Record<Tone, string>>;
  /** One per queue where there are several. */
  readonly queues: readonly string[];
  readonly font: (size: number, weight?: number) => string;
}

export function paletteOf(theme: GrafanaTheme2): Palette {
  const { colors, visualization, typography } = theme;
  const named = (name: string) => visualization.getColorByName(name);
  const perPhase = (colour: (phase: Phase) => string) =>
    Object.fromEntries(PHASE_NAMES.map((phase) => [phase, colour(phase)])) as Record<Phase, string>;
  const phases = perPhase((phase) => named(PHASE_COLOURS[phase]));
  return {
    background: colors.background.primary,
    text: colors.text.primary,
    quiet: colors.text.secondary,
    faint: colors.text.disabled,
    grid: colors.border.weak,
    line: colors.border.medium,
    phases,
    onPhases: perPhase((phase) => textOn(phases[phase])),
    gpu: named('green'),
    gap: named('orange'),
    gapText: colors.warning.text,
    depth: named('blue'),
    wait: named('purple'),
    tones: {
      ok: colors.success.text,
      info: colors.info.text,
      warning: colors.warning.text,
      error: colors.error.text,
    },
    queues: ['blue', 'purple', 'yellow', 'light-blue', 'dark-purple', 'dark-yellow'].map(named),
    font: (size, weight = typography.fontWeightRegular) => `${weight} ${size}px ${typography.fontFamily}`,
  };
}

/** Whichever of near-black and white stands out more. */
function textOn(background: string): string {
  const dark = '#111217';
  const onDark = colorManipulator.getContrastRatio(dark, background);
  return onDark >= colorManipulator.getContrastRatio('#ffffff', background) ? dark : '#ffffff';
}

export function seeThrough(colour: string, alpha: number): string {
  return colorManipulator.alpha(colour, alpha);
}
