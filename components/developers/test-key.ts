/** The key with which this tab tries things out. A test key is kept until the tab is closed; any other one as long as the page stands. */
import { useSyncExternalStore } from "react";

const PLACE = "sealbook.test-key";
const TEST_KEY = /^sealbook_test_/;

let current: string | undefined;
const listeners = new Set<() => void>();

function read(): string {
  current ??= sessionStorage.getItem(PLACE) ?? "";
  return current;
}

export function keepKey(key: string): void {
  current = key.trim();
  if (TEST_KEY.test(current)) sessionStorage.setItem(PLACE, current);
  else sessionStorage.removeItem(PLACE);
  for (const listener of listeners) listener();
}

export function useKey(): string {
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return useSyncExternalStore(subscribe, read, () => "");
}
