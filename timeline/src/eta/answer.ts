import type { Phase } from '@coldstart/conventions';
import type { ClassField } from '../history/index.js';

/** A phase that loads in the same state went through later. */
export interface PhaseToCome {
  readonly phase: Phase;
  /** Share of them that did, 0..1: a phase may be skipped. */
  readonly probability: number;
  /** Its median length where it came. */
  readonly medianS: number;
}

/** When a load in progress will be ready; times in Unix seconds. Without a history that fits, that is the answer. */
export type ReadyEta =
  | { readonly kind: 'silent'; readonly why: string }
  | {
      readonly kind: 'estimate';
      /** As likely earlier as later. Never before now. */
      readonly atS: number;
      /** Four of five times it is between these two. */
      readonly earliestS: number;
      readonly latestS: number;
      /** What the loads that it rests on have in common with this one. */
      readonly sharing: readonly ClassField[];
      /** The same in words: `model qwen, node type NVIDIA H100`. */
      readonly sharingWords: string;
      /** The loads that it rests on, by id: those that were in the same state for as long, else all that share. */
      readonly loads: readonly string[];
      /** All of them were faster in this state; the answer is as if its next step came now, the range as if as late again. */
      readonly overdue: boolean;
      /** In the order in which they began. */
      readonly toCome: readonly PhaseToCome[];
      /** The share of the bytes of weights that is there, where that sharpened the answer. */
      readonly bytesDone: number | null;
      /** It rests on simulated loads, though not on them alone. */
      readonly simulated: boolean;
    };
