import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Host } from './resolve.js';

/** Where Kubernetes mounts the namespace of a pod, unless its service account is not mounted. */
const NAMESPACE_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';

/** Asks the machine for its names. Never throws. */
export function hostFacts(): Host {
  return { hostname: hostname(), namespace: namespaceOfServiceAccount() };
}

function namespaceOfServiceAccount(): string | null {
  try {
    return readFileSync(NAMESPACE_FILE, 'utf8').trim();
  } catch {
    return null;
  }
}
