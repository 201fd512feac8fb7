import { recorderOf } from './canvas';

/** What the panel and Grafana's components ask of a browser and jsdom lacks. */

/** Size that every observed element is said to have. */
export const OBSERVED_SIZE = { width: 900, height: 520 };

class SizeObserver implements ResizeObserver {
  constructor(private readonly report: ResizeObserverCallback) {}
  observe(target: Element) {
    const contentRect = { ...OBSERVED_SIZE, x: 0, y: 0, top: 0, left: 0, right: 900, bottom: 520 };
    this.report([{ target, contentRect } as unknown as ResizeObserverEntry], this);
  }
  unobserve() {}
  disconnect() {}
}

class NothingSeen {
  observe() {}
  unobserve() {}
  disconnect() {}
}

Object.assign(globalThis, {
  ResizeObserver: SizeObserver,
  IntersectionObserver: NothingSeen,
  Path2D: class {
    constructor(readonly path: string) {}
  },
});
Object.assign(window, {
  matchMedia: () => ({
    matches: false,
    addListener() {},
    removeListener() {},
    addEventListener() {},
    removeEventListener() {},
  }),
});
HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement) {
  return recorderOf(this);
} as unknown as HTMLCanvasElement['getContext'];
