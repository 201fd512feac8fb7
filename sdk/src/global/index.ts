export { GlobalProviders } from './providers.js';
