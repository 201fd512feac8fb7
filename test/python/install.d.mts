/** The interpreters by the major version of their transformers, or why there are none here. */
export function installPython(): { readonly 4: string; readonly 5: string } | { readonly missing: string };
