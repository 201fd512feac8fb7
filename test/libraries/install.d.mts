/** Where the libraries are installed. */
export const LIBRARIES: string;
/** Installs what is missing. Returns `null`, or why there are no libraries here. */
export function installLibraries(): string | null;
