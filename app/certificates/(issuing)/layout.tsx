import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ClientMessages } from "#components/shell/client-messages.tsx";

export const metadata: Metadata = { robots: { index: false } };

/** Each page asks for its own member: a layout is not asked again when one moves between them. */
export default function IssuingLayout({ children }: { children: ReactNode }) {
  return (
    <ClientMessages namespaces={["batches", "issued", "certificateStatus", "units", "forms"]}>
      {children}
    </ClientMessages>
  );
}
