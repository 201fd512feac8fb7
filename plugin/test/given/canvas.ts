/** A call of a canvas context with the state that it drew in. */
export interface DrawCall {
  readonly op: string;
  readonly args: readonly unknown[];
  readonly fillStyle: unknown;
  readonly strokeStyle: unknown;
  readonly alpha: number;
}

/** Every letter is this wide, so that what fits does not depend on the fonts of a machine. */
export const LETTER_PX = 6;

const CALLS = new WeakMap<HTMLCanvasElement, DrawCall[]>();
const CONTEXTS = new WeakMap<HTMLCanvasElement, CanvasRenderingContext2D>();

/** A context that records instead of painting. Translations are applied, so that positions are those on the canvas. */
export function recorderOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const known = CONTEXTS.get(canvas);
  if (known) return known;
  const calls: DrawCall[] = [];
  const state: Record<string, unknown> = { fillStyle: '#000', strokeStyle: '#000', globalAlpha: 1 };
  let offset = { x: 0, y: 0 };
  const saved: (typeof offset)[] = [];
  const tools: Record<string, (...args: number[]) => unknown> = {
    save: () => saved.push(offset),
    restore: () => (offset = saved.pop() ?? { x: 0, y: 0 }),
    translate: (x = 0, y = 0) => (offset = { x: offset.x + x, y: offset.y + y }),
    setTransform: () => (offset = { x: 0, y: 0 }),
    createLinearGradient: () => ({ addColorStop() {} }),
  };
  const context = new Proxy(state, {
    get(target, name: string) {
      if (name in target) return target[name];
      if (name === 'measureText') return (text: string) => ({ width: text.length * LETTER_PX });
      const tool = tools[name];
      if (tool) return tool;
      return (...args: unknown[]) => {
        const place = PLACED.get(name);
        const moved =
          place === undefined
            ? args
            : args.map((arg, i) =>
                i === place ? Number(arg) + offset.x : i === place + 1 ? Number(arg) + offset.y : arg,
              );
        calls.push({
          op: name,
          args: moved,
          fillStyle: state.fillStyle,
          strokeStyle: state.strokeStyle,
          alpha: Number(state.globalAlpha),
        });
      };
    },
    set(target, name: string, value) {
      target[name] = value;
      return true;
    },
  }) as unknown as CanvasRenderingContext2D;
  CALLS.set(canvas, calls);
  CONTEXTS.set(canvas, context);
  return context;
}

/** Index of the argument that is an x; a y follows. */
const PLACED = new Map([
  ['fillRect', 0],
  ['strokeRect', 0],
  ['rect', 0],
  ['moveTo', 0],
  ['lineTo', 0],
  ['arc', 0],
  ['fillText', 1],
]);

/** What was drawn since the canvas was last cleared. */
export function drawnOn(canvas: HTMLCanvasElement): readonly DrawCall[] {
  const calls = CALLS.get(canvas) ?? [];
  const cleared = calls.map(({ op }) => op).lastIndexOf('clearRect');
  return calls.slice(cleared + 1);
}

/** How often the canvas was drawn anew. */
export function drawings(canvas: HTMLCanvasElement): number {
  return (CALLS.get(canvas) ?? []).filter(({ op }) => op === 'clearRect').length;
}

export function textsOn(canvas: HTMLCanvasElement): readonly string[] {
  return drawnOn(canvas)
    .filter(({ op }) => op === 'fillText')
    .map(({ args }) => String(args[0]));
}
