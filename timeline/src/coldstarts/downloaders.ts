/** An init container that brings the weights, as one tells it. */
interface Downloader {
  readonly tool: string;
  /** On the name of the container. */
  readonly name?: RegExp;
  /** On its image. */
  readonly image?: RegExp;
}

/** Names that a project gives come first; what people call their own comes last. */
const DOWNLOADERS: readonly Downloader[] = [
  {
    tool: 'KServe storage initializer',
    name: /^storage-initializer(-\d+)?$/,
    image: /kserve\/storage-initializer\b/,
  },
  {
    tool: 'Seldon Core model initializer',
    name: /-model-initializer$/,
    image: /rclone-storage-initializer\b/,
  },
  {
    tool: 'model downloader',
    name: /^(.+-)?((model|weight)s?-(download|downloader|fetch|fetcher|pull|puller|loader|sync)|(download|fetch|pull|sync)-(model|weight)s?)(-.+)?$/,
  },
];

/** The tool that an init container downloads weights with; empty where it is not known to. */
export function downloaderOf(container: string, image: string): string {
  const found = DOWNLOADERS.find(
    (one) => (one.name?.test(container) ?? false) || (one.image?.test(image) ?? false),
  );
  return found?.tool ?? '';
}
