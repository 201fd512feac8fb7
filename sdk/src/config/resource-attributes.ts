export interface ResourceAttributes {
  readonly attributes: Readonly<Record<string, string>>;
  /** The parts that are not `key=value`. */
  readonly refused: readonly string[];
}

/**
 * Reads the value of `OTEL_RESOURCE_ATTRIBUTES`: `key=value` pairs between commas, values percent-encoded.
 * Source: OpenTelemetry specification, resource/sdk.
 */
export function parseResourceAttributes(text: string): ResourceAttributes {
  const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
  const refused: string[] = [];
  for (const part of text.split(',')) {
    if (part.trim() === '') {
      continue;
    }
    const at = part.indexOf('=');
    const key = part.slice(0, at).trim();
    if (at <= 0 || key === '') {
      refused.push(part);
      continue;
    }
    try {
      attributes[key] = decodeURIComponent(part.slice(at + 1).trim());
    } catch {
      refused.push(part);
    }
  }
  return { attributes, refused };
}
