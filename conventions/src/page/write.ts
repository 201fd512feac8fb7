/** Writes `conventions/README.md`: `npm run generate`. */
import { writeFileSync } from 'node:fs';
import { renderPage } from './render.js';

writeFileSync(new URL('../../README.md', import.meta.url), renderPage());
