export { isPythonCommand } from './command.js';
export { ACTIVITIES } from './events.js';
export type { Activity, PythonEvent, Stretch } from './events.js';
export { startPythonHook } from './hook.js';
export type { PythonHook, PythonHookOptions } from './hook.js';
