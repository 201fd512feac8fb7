export { loadLibc, type Libc } from './libc.js';
export { openPty, type Pty } from './pty.js';
export { bindZombies, type Zombies } from './zombies.js';
