import type { ReactNode } from "react";
import { ClientMessages } from "#components/shell/client-messages.tsx";

export default function EvidenceLayout({ children }: { children: ReactNode }) {
  return <ClientMessages namespaces={["evidence", "upload", "record"]}>{children}</ClientMessages>;
}
