import { InstrumentationBase, InstrumentationNodeModuleDefinition } from '@opentelemetry/instrumentation';
import type { InstrumentationConfig } from '@opentelemetry/instrumentation';
import { guarded } from '../guard.js';
import { sharedTracker } from './tracker/index.js';
import type { Tracker } from './tracker/index.js';

const VERSION = '0.1.0';

export type Namespace = Readonly<Record<string, unknown>>;

/** A library that loads models: where its classes are, and what about them is watched. */
export interface Library {
  /** Name of the module whose classes are changed. */
  readonly module: string;
  /** Versions whose classes are known. */
  readonly versions: string;
  /** Another module that has to be there before a model can be loaded. */
  readonly alsoNeeds?: string;
  /** Whether a namespace is that of this library, of whatever version. */
  owns(namespace: Namespace): boolean;
  /** Changes what is there; what is missing is left out. */
  patch(namespace: Namespace, tracker: Tracker): void;
  unpatch(namespace: Namespace): void;
}

/** An OpenTelemetry instrumentation of one such library. */
export abstract class LibraryInstrumentation extends InstrumentationBase {
  /** A getter, because the constructor of the base class calls `init` before there are fields. */
  protected abstract get library(): Library;

  /** `name`: of the instrumentation. */
  constructor(name: string, config: InstrumentationConfig = {}) {
    super(name, VERSION, config);
  }

  protected override init(): InstrumentationNodeModuleDefinition[] {
    const { library } = this;
    const needed = (library.alsoNeeds === undefined ? [] : [library.alsoNeeds]).map(
      (module) =>
        new InstrumentationNodeModuleDefinition(module, [library.versions], (exports: object) => {
          guarded(`the instrumentation of ${module}`, undefined, () => {
            sharedTracker().libraryReady();
          });
          return exports;
        }),
    );
    return [
      ...needed,
      new InstrumentationNodeModuleDefinition(
        library.module,
        [library.versions],
        (module: object) => {
          this.apply(library, module);
          return module;
        },
        (module: object) => {
          guarded(`taking the instrumentation of ${library.module} back`, undefined, () => {
            library.unpatch(namespaceOf(library, module));
          });
        },
      ),
    ];
  }

  /**
   * Changes a module that was imported before the hooks were there, or that a bundler has put into the server.
   * `false` where it is none of this library. Never throws.
   */
  manuallyInstrument(module: object): boolean {
    const { library } = this;
    return guarded('manuallyInstrument', false, () => {
      const owns = library.owns(namespaceOf(library, module));
      if (owns) {
        this.apply(library, module);
      }
      return owns;
    });
  }

  private apply(library: Library, module: object): void {
    guarded(`the instrumentation of ${library.module}`, undefined, () => {
      const tracker = sharedTracker();
      library.patch(namespaceOf(library, module), tracker);
      tracker.libraryReady();
    });
  }
}

/** What a module exports, or what the CommonJS module behind it does: that is its default export. */
function namespaceOf(library: Library, module: object): Namespace {
  const namespace = module as Namespace;
  const inner = namespace['default'];
  const isObject = (typeof inner === 'object' && inner !== null) || typeof inner === 'function';
  return !library.owns(namespace) && isObject ? (inner as Namespace) : namespace;
}
