import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiObject } from './objects.js';

/** Where the API server serves a resource, by the kind of its objects. */
const PATHS: Readonly<Record<string, string>> = {
  '/api/v1/nodes': 'Node',
  '/api/v1/pods': 'Pod',
  '/apis/apps/v1/deployments': 'Deployment',
  '/apis/apps/v1/replicasets': 'ReplicaSet',
  '/apis/apps/v1/statefulsets': 'StatefulSet',
  '/apis/autoscaling/v2/horizontalpodautoscalers': 'HorizontalPodAutoscaler',
};

const VERSION = { major: '1', minor: '36', gitVersion: 'v1.36.0', platform: 'linux/amd64' };

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';

export interface ApiServer {
  readonly url: string;
  /** Creates the object, or puts it in the place of the one with its kind, namespace and name. */
  put(object: ApiObject): void;
  /** Deletes it; watchers are told its last state. */
  delete(object: ApiObject): void;
  /** Paths that were asked for and that it does not know. */
  readonly unknownPaths: readonly string[];
  /** Ends all watches. */
  close(): Promise<void>;
}

interface WatchEvent {
  readonly version: number;
  readonly type: EventType;
  readonly object: ApiObject;
}

/**
 * A stand-in of the Kubernetes API server on loopback: lists and watches in JSON, without authentication. It keeps all
 * events, so a watch may start from any `resourceVersion`, and no watch ends by itself.
 * Source: kubernetes.io, "Kubernetes API Concepts", efficient detection of changes, streaming lists.
 */
export async function startApiServer(): Promise<ApiServer> {
  const objects = new Map<string, ApiObject>();
  const events: WatchEvent[] = [];
  const watchers = new Set<(event: WatchEvent) => void>();
  const unknownPaths: string[] = [];
  let version = 1;

  const emit = (type: EventType, object: ApiObject): void => {
    version += 1;
    const stamped = {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(version) },
    };
    const key = keyOf(object);
    if (type === 'DELETED') {
      objects.delete(key);
    } else {
      objects.set(key, stamped);
    }
    const event = { version, type, object: stamped };
    events.push(event);
    watchers.forEach((watcher) => {
      watcher(event);
    });
  };
  const ofKind = (kind: string): ApiObject[] => [...objects.values()].filter((each) => each.kind === kind);

  const watch = (response: ServerResponse, kind: string, query: URLSearchParams): void => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    const send = (type: EventType, object: unknown): void => {
      response.write(`${JSON.stringify({ type, object })}\n`);
    };
    let sinceVersion = Number(query.get('resourceVersion') || 0);
    if (query.get('sendInitialEvents') === 'true') {
      ofKind(kind).forEach((object) => {
        send('ADDED', object);
      });
      send('BOOKMARK', endOfInitialEvents(kind, version));
      sinceVersion = version;
    }
    const watcher = (event: WatchEvent): void => {
      if (event.object.kind === kind && event.version > sinceVersion) {
        send(event.type, event.object);
      }
    };
    events.forEach(watcher);
    watchers.add(watcher);
    response.on('close', () => watchers.delete(watcher));
  };

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://api-server');
    const kind = PATHS[pathname];
    if (kind !== undefined && searchParams.get('watch') === 'true') {
      watch(response, kind, searchParams);
    } else if (kind !== undefined) {
      const items = ofKind(kind);
      sendJson(response, 200, {
        kind: `${kind}List`,
        apiVersion: pathname.replace(/^\/apis?\/(.*)\/\w+$/, '$1'),
        metadata: { resourceVersion: String(version) },
        items,
      });
    } else if (pathname === '/version') {
      sendJson(response, 200, VERSION);
    } else {
      unknownPaths.push(pathname);
      sendJson(response, 404, {
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        reason: 'NotFound',
        code: 404,
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    put: (object) => {
      emit(objects.has(keyOf(object)) ? 'MODIFIED' : 'ADDED', object);
    },
    delete: (object) => {
      emit('DELETED', object);
    },
    unknownPaths,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function keyOf({ kind, metadata }: ApiObject): string {
  return JSON.stringify([kind, metadata.namespace ?? '', metadata.name]);
}

/** What tells a watcher that it has all that was there when it came. */
function endOfInitialEvents(kind: string, version: number) {
  const [path = ''] = Object.entries(PATHS).find(([, each]) => each === kind) ?? [];
  return {
    kind,
    apiVersion: path.replace(/^\/apis?\/(.*)\/\w+$/, '$1'),
    metadata: {
      resourceVersion: String(version),
      annotations: { 'k8s.io/initial-events-end': 'true' },
    },
  };
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
