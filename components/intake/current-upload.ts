/**
 * What the rest of the site knows of the upload in this tab, without loading what does it: how many of how many files are recorded, while
 * any of them are under way.
 */

export interface CurrentUpload {
  done: number;
  total: number;
  /** Some are being sent; otherwise they wait to be confirmed. */
  running: boolean;
  /** Nothing is sent until the network is back. */
  paused: boolean;
}

let current: CurrentUpload | undefined;
const listeners = new Set<() => void>();

export function subscribeUpload(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const currentUpload = (): CurrentUpload | undefined => current;

/** @param upload undefined: nothing is under way, and the tab can be closed */
export function tellUpload(upload: CurrentUpload | undefined): void {
  if (JSON.stringify(upload) === JSON.stringify(current)) return;
  if (upload && !current) window.addEventListener("beforeunload", ask);
  if (!upload && current) window.removeEventListener("beforeunload", ask);
  current = upload;
  for (const listener of listeners) listener();
}

/** The browser asks in words of its own whether the page is to be left. */
function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
