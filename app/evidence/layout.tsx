import type { Metadata } from "next";
import type { ReactNode } from "react";
import { SuspendedNotice } from "#components/intake/suspended-notice.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { loadAccount } from "#lib/features/accounts/sessions/pages.ts";

export const metadata: Metadata = { robots: { index: false } };

/** Each page asks for its own member: a layout is not asked again when one moves between them. */
export default async function EvidenceLayout({ children }: { children: ReactNode }) {
  const account = await loadAccount();
  return (
    <ClientMessages
      namespaces={[
        "evidence",
        "upload",
        "record",
        "erasure",
        "units",
        "fields",
        "forms",
        "elsewhere",
        "imports",
        "documentSignatures",
      ]}
    >
      {account?.suspended ? <SuspendedNotice /> : null}
      {children}
    </ClientMessages>
  );
}
