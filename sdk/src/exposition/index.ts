export { EXPOSITION_TYPE, expositionText } from './text.js';
