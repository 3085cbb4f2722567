import type { ReactNode } from "react";
import { Callout } from "#components/ui/callout.tsx";

/** Says above a form that it was saved; nothing before. */
export function SavedCallout({ done, children }: { done: true | undefined; children: ReactNode }) {
  if (!done) return null;
  return (
    <Callout tone="ok" role="status">
      {children}
    </Callout>
  );
}
