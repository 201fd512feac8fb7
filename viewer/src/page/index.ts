export { Heading } from './Heading';
export { holdWhenStill } from './live';
export { Notices } from './Notices';
export { Page } from './Page';
export { createScene } from './scene';
export { ThemeSwitch } from './theme';
export { ThemeToggle } from './ThemeToggle';
