import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ContractsNav } from "#components/contracts/contracts-nav.tsx";
import { SuspendedNotice } from "#components/intake/suspended-notice.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { loadAccount } from "#lib/features/accounts/sessions/pages.ts";

export const metadata: Metadata = { robots: { index: false } };

/** Each page asks for its own member: a layout is not asked again when one moves between them. */
export default async function ContractsLayout({ children }: { children: ReactNode }) {
  const account = await loadAccount();
  if (!account) return children;
  return (
    <ClientMessages namespaces={["documentSeals", "units", "forms"]}>
      <div className="page page-wide pt-4">
        <ContractsNav mayUseSeals={account.mayUseSeals} />
      </div>
      {account.suspended ? <SuspendedNotice /> : null}
      {children}
    </ClientMessages>
  );
}
