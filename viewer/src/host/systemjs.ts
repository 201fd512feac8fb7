import 'systemjs/dist/system';
import 'systemjs/dist/extras/amd';
import 'systemjs/dist/extras/named-register.js';

declare global {
  interface Window {
    define: unknown;
    __coldstart_define: unknown;
  }
}

/**
 * The loader of Grafana's plugins: a panel is an AMD module, run by SystemJS. This file must be the first import of
 * the page: UMD packages in the bundle (lodash, moment) take the AMD branch when they see a global `define`, so it is
 * put aside for plugin files alone, as Grafana itself does.
 */
window.__coldstart_define = window.define;
window.define = undefined;

export const SystemJS: typeof System = System;

interface LoaderPrototype {
  shouldFetch(): boolean;
  fetch(this: unknown, url: string, options?: unknown): Promise<Response>;
}

const prototype = SystemJS.constructor.prototype as LoaderPrototype;
// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its `this` below.
const { fetch: fetchModule } = prototype;

prototype.shouldFetch = () => true;
prototype.fetch = async function (url, options) {
  const response = await fetchModule.call(this, url, options);
  if (!/javascript/.test(response.headers.get('content-type') ?? '')) {
    return response;
  }
  const source = `(function(define){\n${await response.text()}\n})(window.__coldstart_define);`;
  return new Response(new Blob([source], { type: 'text/javascript' }));
};
