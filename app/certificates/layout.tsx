import type { Metadata } from "next";
import type { ReactNode } from "react";
import { CertificatesNav } from "#components/certificates/templates/certificates-nav.tsx";
import { SuspendedNotice } from "#components/intake/suspended-notice.tsx";
import { loadAccount } from "#lib/features/accounts/sessions/pages.ts";

export const metadata: Metadata = { robots: { index: false } };

/** Each page asks for its own member: a layout is not asked again when one moves between them. */
export default async function CertificatesLayout({ children }: { children: ReactNode }) {
  const account = await loadAccount();
  if (!account) return children;
  return (
    <>
      <div className="page page-wide pt-4">
        <CertificatesNav isWhole={account.isWhole} />
      </div>
      {account.suspended ? <SuspendedNotice /> : null}
      {children}
    </>
  );
}
