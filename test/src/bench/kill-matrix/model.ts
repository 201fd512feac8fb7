/** What victims and survivors load. */
export const MODEL = 'kill-matrix';
