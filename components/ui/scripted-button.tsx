"use client";

import type { ComponentProps } from "react";
import { useHydrated } from "./use-hydrated.ts";

/** A button that only script makes work: it cannot be pressed before the page's script runs, so that no press is lost. */
export function ScriptedButton({ disabled, ...rest }: ComponentProps<"button">) {
  const hydrated = useHydrated();
  // It looks as it will look: a page that brightens up everywhere at once would only flicker.
  return <button {...rest} disabled={disabled || !hydrated} data-waiting={hydrated ? undefined : ""} />;
}
