export { queueFigures, type QueueFigures } from './figures.js';
export { startGateway, type Gateway, type RequestRecord } from './gateway.js';
export { FifoQueue } from './queue.js';
