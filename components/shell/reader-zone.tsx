"use client";

import type { ReactNode } from "react";
import { ChosenZone } from "#components/ui/date-time.tsx";

/** Times below it are shown in this zone; without one in the browser's. */
export function ReaderZone({ zone, children }: { zone: string | undefined; children: ReactNode }) {
  return <ChosenZone value={zone}>{children}</ChosenZone>;
}
