"use client";

import { useEffect } from "react";
import { LOCALE_COOKIE_SECONDS } from "#lib/i18n/locale.ts";
import { ZONE_COOKIE } from "#lib/i18n/time-zone.ts";

/** Tells the server in which zone this browser stands: it counts days in it for who has chosen none. */
export function KeepZone() {
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `${ZONE_COOKIE}=${timeZone}; path=/; max-age=${LOCALE_COOKIE_SECONDS}; samesite=lax`;
  }, []);
  return null;
}
