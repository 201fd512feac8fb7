export { loadLibc, type Libc } from './libc.js';
export { widenPipe } from './pipe-size.js';
export { openPty, type Pty } from './pty.js';
export { bindZombies, type Zombies } from './zombies.js';
