"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

/** false on the server and while its markup is taken over; true once the reader's browser does the work. */
export function useInBrowser(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
