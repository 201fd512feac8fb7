/** Objects of the Kubernetes API, as far as kube-state-metrics reads them. Times are RFC 3339 in whole seconds. */

export interface Metadata {
  readonly name: string;
  /** Absent for objects of the cluster, such as nodes. */
  readonly namespace?: string;
  readonly uid: string;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  /** Set by the server. */
  readonly resourceVersion?: string;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: true;
}

export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
}

/** Cuts a time off to whole seconds, as the API server does. */
export function apiTime(atS: number): string {
  return new Date(Math.floor(atS) * 1000).toISOString().replace('.000Z', 'Z');
}
