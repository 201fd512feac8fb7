/** What Grafana's components ask of a browser as soon as they are loaded, and jsdom lacks. Import it first. */
Object.assign(window, {
  matchMedia: () => ({ matches: false, addEventListener() {}, removeEventListener() {} }),
  IntersectionObserver: class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
});
