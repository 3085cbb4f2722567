import type { ReactNode } from "react";
import { ClientMessages } from "#components/shell/client-messages.tsx";

export default function ExplorerLayout({ children }: { children: ReactNode }) {
  return <ClientMessages namespaces={["explorer"]}>{children}</ClientMessages>;
}
