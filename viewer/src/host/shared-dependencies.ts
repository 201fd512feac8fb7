import * as emotionCss from '@emotion/css';
import * as grafanaData from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
import * as React from 'react';
import * as ReactDOM from 'react-dom';
import * as jsxRuntime from 'react/jsx-runtime';
import * as rxjs from 'rxjs';
import { SystemJS } from './systemjs';

/** What a panel may import and does not bundle: the page's own copies, as in Grafana's plugin loader. */
const SHARED: Readonly<Record<string, object>> = {
  react: { ...React, default: React, __useDefault: true },
  'react/jsx-runtime': jsxRuntime,
  'react-dom': ReactDOM,
  '@grafana/data': grafanaData,
  '@grafana/ui': grafanaUi,
  '@grafana/runtime': grafanaRuntime,
  '@emotion/css': emotionCss,
  rxjs,
};

export function shareDependencies(): void {
  const imports: Record<string, string> = {};
  for (const [name, module] of Object.entries(SHARED)) {
    imports[name] = `package:${name}`;
    SystemJS.set(`package:${name}`, module);
  }
  SystemJS.addImportMap({ imports });
}
