/**
 * The environment for a child: without what would start something else in it (a preloaded SDK) or change who it says
 * it is.
 */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => name !== 'NODE_OPTIONS' && !/^(OTEL|COLDSTART|K8S)_/.test(name),
    ),
  );
}
