/** Where a server is told its port. */
interface PortSetting {
  /** Flags whose value is the port; the first one that the command has counts. */
  readonly flags: readonly string[];
  /** Variables whose value is the port or ends in `:port`. */
  readonly env: readonly string[];
  readonly byDefault: number;
}

/** A port that serves answers and health, and the one that serves metrics, where that is another. */
interface Ports {
  readonly api: PortSetting;
  readonly metrics?: PortSetting;
}

const plain = (
  byDefault: number,
  flags: readonly string[] = ['--port'],
  env: readonly string[] = [],
): PortSetting => ({
  flags,
  env,
  byDefault,
});

/** By the id of the server. Sources: the reference of each server's command line. */
const PORTS: Readonly<Record<string, Ports>> = {
  vllm: { api: plain(8000) },
  sglang: { api: plain(30_000) },
  // The image of TGI sets PORT to 80.
  tgi: { api: plain(3000, ['--port', '-p'], ['PORT']) },
  triton: { api: plain(8000, ['--http-port']), metrics: plain(8002, ['--metrics-port']) },
  // A file says them: inference_address and metrics_address of config.properties.
  torchserve: {
    api: plain(8080, [], ['TS_INFERENCE_ADDRESS']),
    metrics: plain(8082, [], ['TS_METRICS_ADDRESS']),
  },
  kserve: { api: plain(8080, ['--http_port']) },
  'llama.cpp': { api: plain(8080, ['--port'], ['LLAMA_ARG_PORT']) },
  ollama: { api: plain(11_434, [], ['OLLAMA_HOST']) },
  // Metrics are those of the node, by `ray start --metrics-export-port`; KubeRay's is 8080.
  'ray-serve': { api: plain(8000, ['--port']), metrics: plain(8080, ['--metrics-export-port']) },
  nim: { api: plain(8000, ['--port'], ['NIM_SERVER_PORT', 'NIM_HTTP_API_PORT']) },
  trtllm: { api: plain(8000) },
};

/**
 * The port that a server listens on: what its command says, else its environment, else its default. `null` for a server
 * that has none. Of a command that is one text, as for `sh -c`, the words count.
 */
export function portOf(
  server: string,
  which: keyof Ports,
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): number | null {
  const ports = Object.hasOwn(PORTS, server) ? PORTS[server] : undefined;
  const setting = ports?.[which] ?? ports?.api;
  if (setting === undefined) {
    return null;
  }
  const words = command.flatMap((word) => word.split(/\s+/));
  const given = [
    ...setting.flags.flatMap((flag) => valuesOf(flag, words)),
    ...setting.env.map((name) => env[name] ?? ''),
  ];
  return given.map(portIn).find((port) => port !== null) ?? setting.byDefault;
}

/** Of a flag that stands twice, the last one counts. */
function valuesOf(flag: string, words: readonly string[]): string[] {
  return words
    .flatMap((word, index) =>
      word === flag
        ? [words[index + 1] ?? '']
        : word.startsWith(`${flag}=`)
          ? [word.slice(flag.length + 1)]
          : [],
    )
    .toReversed();
}

function portIn(text: string): number | null {
  const port = Number(/(?:^|:)(\d{1,5})\/?$/.exec(text)?.[1] ?? 0);
  return port >= 1 && port <= 65_535 ? port : null;
}
