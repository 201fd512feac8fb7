export { SETTINGS_VARIABLE, type PodMessage, type PodSettings } from './settings.js';
