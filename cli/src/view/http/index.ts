export { apiRoutes } from './api-routes.js';
export { folderFiles, pageMissing } from './files.js';
export { listen, PortInUseError, type Listening } from './listen.js';
export { otlpRoute, otlpRoutes, type Sent } from './otlp-routes.js';
export { router, type Route } from './router.js';
