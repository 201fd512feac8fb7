export { isOnPath, mayHaveGpu, mayHaveNvml, NVIDIA_SMI, NVML_LIBRARY } from './presence.js';
