export { compileProfile } from './compile.js';
export type { CompiledProfile, CompiledRule } from './compile.js';
export type { HealthCheck, Profile, Rule } from './profile.js';
