export { readFrames, type FramesReading } from './read-frames';
