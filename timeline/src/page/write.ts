/** Writes `docs/signals.md`: `npm run generate`. */
import { writeFileSync } from 'node:fs';
import { renderPage } from './render.js';

writeFileSync(new URL('../../../docs/signals.md', import.meta.url), renderPage());
